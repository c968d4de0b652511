#include <reinhardt/db/migrations/cpp_migration.hpp>

REINHARDT_MIGRATION("blog", "0001_initial",
    dependencies = {},
    initial = true,
    CreateModel{
        name = "Post",
        fields = {
            {name = "id", type = BigAutoField, primary_key = true},
            {name = "title", type = CharField, max_length = 100},
            {name = "made", type = DateTimeField, auto_now_add = true},
        },
        indexes = {{fields = {"-made"}, name = "post_by_date"}},
    });
