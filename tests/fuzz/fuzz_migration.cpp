// A migration file, TOML or JSON (first byte): what is read writes back to a file that reads the same, and to a C++ source whose parts are found.
#include <reinhardt/db/migrations/cpp_source.hpp>
#include <reinhardt/db/migrations/loader.hpp>
#include <reinhardt/db/migrations/writer.hpp>

#include "targets.hpp"

namespace db = reinhardt::db;

namespace {

bool read(std::string_view text, bool json, db::Migration& into) {
    db::Reader reader;
    reader.file = "0001_x";
    reader.app = "blog";
    reader.code = db::ErrorCode::migration_file;
    into = db::parse_migration(reader, text, json, "blog", "0001_x");
    return reader.errors.empty();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    (void)db::cpp_tokens(text_of(data, size));
    accepted([&] { (void)db::find_cpp_migration(text_of(data, size), "0001_x.cpp"); });
    const bool json = data[0] == '{' || data[0] == '[';
    accepted([&] {
        db::Migration first;
        if (!read(text_of(data, size), json, first)) return;
        const db::Value before = first.to_value();
        for (const bool as_json : {false, true}) {
            const std::string written = as_json ? db::migration_to_json(first) : db::migration_to_toml(first);
            db::Migration again;
            require(read(written, as_json, again));
            require(again.to_value() == before && again.checksum() == first.checksum());
        }
        const auto source = db::find_cpp_migration(db::migration_to_cpp(first), "0001_x.cpp");
        require(source && source->app == "blog" && source->name == "0001_x" && source->operations.size() == first.operations.size());
        db::ProjectState state;
        for (const auto& operation : first.operations) operation->apply(state);
    });
    return 0;
}
