#include <reinhardt/db/migrations/cpp_migration.hpp>

// The first migration of the tests' blog.
REINHARDT_MIGRATION("blog", "0001_initial",
    initial = true,
    CreateModel{name = "Post", fields = {{name = "id", type = BigAutoField, primary_key = true}}},
    AddField{model = "Post", name = "title", field = {type = CharField, max_length = 0x10 * 2}},
    RunSQL{sql = R"(SELECT 'a, b';  -- "c")", reverse_sql = ""});
