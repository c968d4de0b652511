#pragma once

#include <reinhardt/db/migrations.hpp>

#include "../migrations/sandbox.hpp"

namespace reinhardt::db::test {

/// blog.0001_initial with Author and Post, and blog.0002_slug, made in code.
inline Migration initial_migration() {
    return Migration("0001_initial")
        .in("blog")
        .add(CreateModel("Author", {make_field("id", "BigAutoField"), make_field("name", "CharField(max_length = 100)")}))
        .add(CreateModel("Post", {make_field("id", "BigAutoField"), make_field("title", "CharField(max_length = 200)"),
                                  make_field("author", R"(ForeignKey(to = "Author", on_delete = "CASCADE"))")}));
}

inline Migration slug_migration() {
    return Migration("0002_slug").in("blog").depends_on("blog.0001_initial").add(AddField("Post", make_field("slug", R"(SlugField(default = ""))")));
}

inline History blog_history() { return MigrationLoader().add(initial_migration()).add(slug_migration()).load(); }

/// The code and message of the Error that `act` throws, "usage: …"; "" when it throws none.
template <class Act>
std::string refusal(Act&& act) {
    try {
        act();
    } catch (const Error& error) {
        return std::string(error_code_name(error.code())) + ": " + error.message();
    }
    return {};
}

}  // namespace reinhardt::db::test
