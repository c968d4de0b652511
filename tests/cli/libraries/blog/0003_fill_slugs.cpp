#include <reinhardt/db/migrations/cpp_migration.hpp>
#include <reinhardt/db/migrations/run_code.hpp>

namespace {

// A migration and the functions that it calls may stand in one file.
void fill_slugs(const reinhardt::db::CodeContext& context) { context.execute("UPDATE blog_post SET slug = 'post-' || id"); }
void clear_slugs(const reinhardt::db::CodeContext& context) { context.execute("UPDATE blog_post SET slug = ''"); }

}  // namespace

REINHARDT_RUN_CODE(fill_slugs, fill_slugs);
REINHARDT_RUN_CODE(clear_slugs, clear_slugs);

REINHARDT_MIGRATION("blog", "0003_fill_slugs",
    dependencies = {"blog.0002_post_slug"},
    RunCode{function = "fill_slugs", reverse = "clear_slugs"});
