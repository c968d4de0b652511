#include <reinhardt/db/migrations/cpp_migration.hpp>

REINHARDT_MIGRATION("blog", "0002_post_body",
    dependencies = {"blog.0001_initial"},
    AddField{model = "Post", name = "body", field = {type = TextField, null = true}});
