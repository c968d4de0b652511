#include <reinhardt/db/migrations/cpp_migration.hpp>

REINHARDT_MIGRATION("blog", "0002_post_slug",
    dependencies = {"blog.0001_initial"},
    AddField{model = "Post", name = "slug", field = {type = SlugField, default_ = ""}});
