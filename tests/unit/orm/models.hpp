#pragma once

#include <reinhardt/db/orm.hpp>

namespace db = reinhardt::db;

struct Author;
struct Book;

struct Tag {
    REINHARDT_MODEL(Tag, "library", "tags",
        (std::string, word, db::primary_key | db::max_length(30)))
};

struct Author {
    REINHARDT_MODEL(Author, "library", "authors",
        (std::int64_t, id, db::primary_key),
        (std::string, name, db::max_length(100) | db::db_index),
        (std::optional<std::int32_t>, age),
        (db::Reverse<Book>, books, db::via("author")))
    REINHARDT_META(Author, db::ordering("name"), db::index("name", "-age").name("author_by_name"), db::check("age > 0").name("author_age"))

    static constexpr auto is_adult = [](const auto& author) { return author.age >= 18; };
};

struct Book {
    REINHARDT_MODEL(Book, "library", "books",
        (std::int64_t, id, db::primary_key),
        (std::string, title, db::max_length(200) | db::unique | db::column("book_title")),
        (db::ForeignKey<Author>, author, db::on_delete(db::cascade) | db::related_name("books")),
        (db::ForeignKey<Author>, editor, db::on_delete(db::set_null) | db::null | db::related_name("edited")),
        (db::OneToOne<Book>, sequel, db::on_delete(db::set_null) | db::null),
        (db::ManyToMany<Tag>, tags),
        (db::DateTime, created_at, db::auto_now_add),
        (std::int32_t, views, db::default_(0) | db::positive))
    REINHARDT_META(Book, db::unique_together("author", "title").name("book_once"), db::table_comment("what we lend"))
};

/// A key of two fields.
struct Shelf {
    REINHARDT_MODEL(Shelf, "library", "shelves",
        (std::int32_t, room, db::primary_key),
        (std::int32_t, number, db::primary_key),
        (std::optional<std::string>, label, db::max_length(20)))
};

struct Legacy {
    std::int64_t number;
    std::string text;
    int scratch = 7;
};
REINHARDT_ADAPT(Legacy, "old", "legacy", (number, db::primary_key), (text, db::max_length(10)), (scratch, db::transient))
