#include <algorithm>
#include <filesystem>
#include <thread>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/files.hpp>

using namespace reinhardt::db;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(test_files)

namespace {

/// A folder of its own, removed at the end.
struct Folder {
    fs::path path;
    Folder() {
        std::string name = (fs::temp_directory_path() / "reinhardt-files-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path); }
    [[nodiscard]] std::size_t entries() const { return static_cast<std::size_t>(std::distance(fs::directory_iterator(path), fs::directory_iterator())); }
};

template <class Call>
Error error_of(Call call) {
    try {
        call();
    } catch (const Error& error) {
        return error;
    }
    return Error(ErrorCode::internal, "nothing was thrown");
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_file_comes_back_as_it_was_written) {
    const Folder folder;
    const std::string bytes = std::string("a\0b\r\n", 5) + std::string(200000, 'x');
    write_new_file(folder.path / "deep" / "er" / "file", bytes);
    BOOST_TEST((read_file(folder.path / "deep" / "er" / "file") == bytes));
    write_new_file(folder.path / "empty", "");
    BOOST_TEST(read_file(folder.path / "empty").empty());
}

BOOST_AUTO_TEST_CASE(a_new_file_never_goes_over_an_existing_one) {
    const Folder folder;
    write_new_file(folder.path / "a", "first");
    const Error error = error_of([&] { write_new_file(folder.path / "a", "second"); });
    BOOST_TEST((error.code() == ErrorCode::file));
    BOOST_TEST(error.message().find((folder.path / "a").string()) != std::string::npos);
    BOOST_TEST(read_file(folder.path / "a") == "first");
    BOOST_TEST(folder.entries() == 1U);
}

BOOST_AUTO_TEST_CASE(of_many_writers_of_one_name_one_wins) {
    const Folder folder;
    std::atomic<int> written{0};
    {
        std::vector<std::jthread> writers;
        for (int i = 0; i < 8; ++i) {
            writers.emplace_back([&, i] {
                try {
                    write_new_file(folder.path / "a", std::to_string(i));
                    ++written;
                } catch (const Error&) {
                }
            });
        }
    }
    BOOST_TEST(written == 1);
    BOOST_TEST(folder.entries() == 1U);
}

BOOST_AUTO_TEST_CASE(replacing_keeps_the_mode_and_leaves_nothing_behind) {
    const Folder folder;
    const fs::path path = folder.path / "a";
    write_new_file(path, "first");
    ::chmod(path.c_str(), 0640);
    replace_file(path, "second");
    BOOST_TEST(read_file(path) == "second");
    BOOST_TEST((fs::status(path).permissions() == static_cast<fs::perms>(0640)));
    replace_file(folder.path / "b", "new");
    BOOST_TEST(read_file(folder.path / "b") == "new");
    BOOST_TEST(folder.entries() == 2U);
}

BOOST_AUTO_TEST_CASE(replacing_removes_what_a_killed_process_left_of_it_and_nothing_else) {
    const Folder folder;
    const pid_t gone = ::fork();
    if (gone == 0) ::_exit(0);
    ::waitpid(gone, nullptr, 0);
    write_new_file(folder.path / (".a." + std::to_string(gone) + ".tmp"), "half");
    write_new_file(folder.path / (".a." + std::to_string(::getppid()) + ".tmp"), "of a process that lives");
    write_new_file(folder.path / (".b." + std::to_string(gone) + ".tmp"), "of another file");
    replace_file(folder.path / "a", "whole");
    BOOST_TEST(!fs::exists(folder.path / (".a." + std::to_string(gone) + ".tmp")));
    BOOST_TEST(folder.entries() == 3U);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_or_written_is_named_with_the_reason) {
    const Folder folder;
    const Error missing = error_of([&] { (void)read_file(folder.path / "none"); });
    BOOST_TEST((missing.code() == ErrorCode::file));
    BOOST_TEST(missing.message().find("none': No such file") != std::string::npos);
    BOOST_TEST((error_of([&] { (void)read_file(folder.path); }).code() == ErrorCode::file));
    write_new_file(folder.path / "file", "");
    BOOST_TEST((error_of([&] { write_new_file(folder.path / "file" / "below", ""); }).code() == ErrorCode::file));
    BOOST_TEST((error_of([&] { replace_file(folder.path, "x"); }).code() == ErrorCode::file));
    BOOST_TEST(folder.entries() == 1U);
}

BOOST_AUTO_TEST_CASE(a_folder_is_locked_by_one_at_a_time) {
    const Folder folder;
    {
        const FolderLock lock(folder.path, 0);
        const Error error = error_of([&] { const FolderLock second(folder.path, 0); });
        BOOST_TEST((error.code() == ErrorCode::lock_held));
        BOOST_TEST(error.message().find(folder.path.string()) != std::string::npos);
    }
    BOOST_CHECK_NO_THROW(const FolderLock again(folder.path, 0));
    BOOST_TEST(folder.entries() == 0U);
    BOOST_TEST((error_of([&] { const FolderLock none(folder.path / "none", 0); }).code() == ErrorCode::file));
}

BOOST_AUTO_TEST_SUITE_END()
