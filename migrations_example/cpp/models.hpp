#pragma once

// The models of ../models/auth.toml and ../models/blog.toml, in C++.

#include <cstdint>
#include <optional>
#include <string>

#include <reinhardt/db/orm.hpp>

namespace db = reinhardt::db;

enum class Status { draft, live };

template <>
struct reinhardt::db::enum_names<Status> {
    static constexpr EnumName<Status> values[] = {{Status::draft, "draft", "Draft"}, {Status::live, "live", "Live"}};
};

struct Post;

struct User {
    REINHARDT_MODEL(User, "auth", "auth_user",
        (std::int64_t, id, db::primary_key),
        (std::string, username, db::max_length(50) | db::unique),
        (std::string, email, db::email_field),
        (db::DateTime, joined_at, db::auto_now_add),
        (db::ForeignKey<Post>, pinned_post, db::on_delete(db::set_null) | db::null | db::related_name("pinned_by")))
    REINHARDT_META(User, db::ordering("username"))
};

struct Tag {
    REINHARDT_MODEL(Tag, "blog", "blog_tag",
        (std::int64_t, id, db::primary_key),
        (std::string, name, db::slug | db::unique))
};

struct Post {
    REINHARDT_MODEL(Post, "blog", "blog_post",
        (std::int64_t, id, db::primary_key),
        (std::string, title, db::max_length(200)),
        (std::string, slug, db::slug | db::default_("")),
        (db::ForeignKey<User>, author, db::on_delete(db::cascade) | db::related_name("posts")),
        (std::string, body),
        (Status, status, db::default_(Status::draft)),
        (std::optional<db::DateTime>, published_at),
        (db::ManyToMany<Tag>, tags))
    REINHARDT_META(Post,
        db::ordering("-published_at"),
        db::index("author", "-published_at").name("blog_post_by_author"),
        db::check("length(title) > 0").name("blog_post_title_not_empty"))
};

struct Comment {
    REINHARDT_MODEL(Comment, "blog", "blog_comment",
        (std::int64_t, id, db::primary_key),
        (db::ForeignKey<Post>, post, db::on_delete(db::cascade) | db::related_name("comments")),
        (db::ForeignKey<User>, author, db::on_delete(db::set_null) | db::null),
        (std::string, text),
        (db::DateTime, created_at, db::auto_now_add))
};
