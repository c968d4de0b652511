// The library of an app, as the tests of RunCode load it.
#include <stdexcept>

#include <reinhardt/db/migrations/run_code.hpp>

namespace {

namespace db = reinhardt::db;

/// Sees the models of its place in the history: a slug, and nothing that comes later.
void fill_slugs(const db::CodeContext& context) {
    const auto state = context.state();
    const db::ModelState* post = state.find("blog.Post");
    if (post == nullptr || post->field("slug") == nullptr || post->field("rating") != nullptr) throw std::runtime_error("the state is not that of this place");
    for (const auto& row : context.query("SELECT id, title FROM blog_post ORDER BY id")) {
        const auto id = row.find("id")->as_int();
        context.execute("UPDATE blog_post SET slug = ? WHERE id = ?", {row.text_or("title") + "-" + std::to_string(id), id});
    }
}

void clear_slugs(const db::CodeContext& context) { context.execute("UPDATE blog_post SET title = title || ' on ' || ?", {context.driver()}); }

void fails(const db::CodeContext& context) {
    context.execute("UPDATE blog_post SET title = 'half'");
    throw std::runtime_error("no weather today");
}

void asks_for_nothing(const db::CodeContext& context) { context.execute("UPDATE nowhere SET x = 1"); }

void commits(const db::CodeContext& context) { context.execute("COMMIT"); }

}  // namespace

REINHARDT_RUN_CODE(fill_slugs, fill_slugs);
REINHARDT_RUN_CODE("clear_slugs", clear_slugs);
REINHARDT_RUN_CODE(fails, fails);
REINHARDT_RUN_CODE(asks_for_nothing, asks_for_nothing);
REINHARDT_RUN_CODE(commits, commits);
