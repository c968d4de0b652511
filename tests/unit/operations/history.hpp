#pragma once

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/migrations/operation.hpp>
#include <reinhardt/db/support/toml.hpp>

namespace reinhardt::db::test {

/// The operations of a migration file's text for app "blog"; fails the test on any fault.
inline std::vector<OperationPtr> operations_of(std::string_view toml) {
    const Value file = parse_toml(toml, "test.toml");
    Reader reader;
    reader.file = "test.toml";
    reader.app = "blog";
    reader.code = ErrorCode::migration_file;
    auto operations = read_operations(reader, *file.find("operations"));
    for (const auto& error : reader.errors) BOOST_ERROR(error.message());
    return operations;
}

inline ProjectState state_of(std::string_view toml) {
    ProjectState state;
    for (const auto& operation : operations_of(toml)) operation->apply(state);
    return state;
}

inline constexpr std::string_view blog = R"(
[[operations]]
op = "CreateModel"
name = "Author"
fields = [
  { name = "id", type = "BigAutoField", primary_key = true },
  { name = "name", type = "CharField", max_length = 100 },
  { name = "email", type = "CharField", max_length = 50, unique = true },
]
[[operations]]
op = "CreateModel"
name = "Tag"
fields = [{ name = "id", type = "BigAutoField", primary_key = true }, { name = "word", type = "CharField", max_length = 20 }]
[[operations]]
op = "CreateModel"
name = "Post"
indexes = [{ fields = ["author", "-title"] }, { fields = ["title"], name = "post_title" }]
constraints = [{ check = "length(title) > 0", name = "title_not_empty" }, { unique = ["author", "title"] }]
ordering = ["-title"]
fields = [
  { name = "id", type = "BigAutoField", primary_key = true },
  { name = "title", type = "CharField", max_length = 200 },
  { name = "author", type = "ForeignKey", to = "Author", on_delete = "CASCADE" },
  { name = "tags", type = "ManyToManyField", to = "Tag" },
  { name = "rating", type = "PositiveIntegerField", null = true },
]
)";

}  // namespace reinhardt::db::test
