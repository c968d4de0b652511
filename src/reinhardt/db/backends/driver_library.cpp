#include <reinhardt/db/backends/driver_library.hpp>

#include <elf.h>
#include <link.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <system_error>
#include <utility>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {
namespace {

template <class Header>
bool read_header(std::ifstream& in, std::uint64_t offset, Header& header) {
    return static_cast<bool>(in.seekg(static_cast<std::streamoff>(offset)).read(reinterpret_cast<char*>(&header), sizeof header));
}

/// Whether a segment reaches beyond the end of the file, as in one that is still being copied: mapping it would end the process with SIGBUS.
/// Files of any other shape are left to the loader, which reports them.
bool is_cut_off(const std::filesystem::path& file) {
    std::error_code failure;
    const std::uint64_t size = std::filesystem::file_size(file, failure);
    std::ifstream in(file, std::ios::binary);
    ElfW(Ehdr) header{};
    if (failure || !read_header(in, 0, header)) return false;
    if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_phentsize != sizeof(ElfW(Phdr))) return false;
    for (std::uint64_t i = 0; i < header.e_phnum; ++i) {
        ElfW(Phdr) segment{};
        if (!read_header(in, header.e_phoff + i * sizeof segment, segment)) return true;
        if (segment.p_type == PT_LOAD && (segment.p_offset > size || segment.p_filesz > size - segment.p_offset)) return true;
    }
    return false;
}

}  // namespace

void fail_driver(const std::filesystem::path& file, const std::string& what, std::string hint) {
    Error error(ErrorCode::driver, "driver " + file.string() + " " + what);
    error.hint(std::move(hint));
    throw error;
}

std::string one_line(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

DriverLibrary open_driver_library(const std::filesystem::path& file) {
    std::error_code failure;
    const std::filesystem::file_status status = std::filesystem::status(file, failure);
    if (status.type() == std::filesystem::file_type::not_found) fail_driver(file, "does not exist");
    if (failure) fail_driver(file, "cannot be read: " + failure.message());
    if (!std::filesystem::is_regular_file(status)) fail_driver(file, "is no file");
    if (is_cut_off(file)) fail_driver(file, "cannot be loaded: the file is cut off", "copy or install it again");
    // An absolute path, so that the loader looks nowhere else.
    const std::string path = std::filesystem::absolute(file).string();
    DriverLibrary library(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL));
    if (!library) {
        const char* reason = dlerror();
        const std::string text = replace_all(one_line(reason ? reason : "unknown reason"), path + ": ", "");
        const bool lacks_library = text.find("cannot open shared object file") != std::string::npos;
        fail_driver(file, "cannot be loaded: " + text, lacks_library ? "install the library that it needs" : "");
    }
    return library;
}

}  // namespace reinhardt::db
