#include <reinhardt/db/orm.hpp>
#include <reinhardt/db/orm/export_models.hpp>

namespace db = reinhardt::db;

struct Author {
    REINHARDT_MODEL(Author, "blog", "blog_author",
        (std::int64_t, id, db::primary_key),
        (std::string, name, db::max_length(100)))
};

struct Post {
    REINHARDT_MODEL(Post, "blog", "posts",
        (std::int64_t, id, db::primary_key),
        (std::string, title, db::max_length(200)),
        (std::string, slug, db::slug | db::unique),
        (db::ForeignKey<Author>, author, db::on_delete(db::cascade) | db::related_name("posts")),
        (std::optional<db::DateTime>, published_at))
    REINHARDT_META(Post, db::ordering("-published_at"), db::check("length(title) > 0").name("post_title_not_empty"))
};

REINHARDT_EXPORT_MODELS(blog, Author, Post);
