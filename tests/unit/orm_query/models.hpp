#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <reinhardt/db/orm/database.hpp>
#include <reinhardt/db/orm/expressions.hpp>
#include <reinhardt/db/orm/model.hpp>
#include <reinhardt/db/orm/types/types.hpp>

namespace query_test {

namespace db = reinhardt::db;

struct Author {
    REINHARDT_MODEL(Author, "shop", "author",
        (std::int64_t, id, db::primary_key),
        (std::string, name, db::max_length(50)),
        (std::int32_t, age),
        (std::optional<std::string>, email, db::max_length(100)),
        (double, rating))
    REINHARDT_META(Author, db::ordering("name"))
};
struct Tag {
    REINHARDT_MODEL(Tag, "shop", "tag",
        (std::int64_t, id, db::primary_key),
        (std::string, word, db::max_length(50)))
};
struct Book {
    REINHARDT_MODEL(Book, "shop", "book",
        (std::int64_t, id, db::primary_key),
        (std::string, title, db::max_length(100)),
        (db::ForeignKey<Author>, author, db::on_delete(db::cascade) | db::related_name("books")),
        (db::ForeignKey<Author>, editor, db::on_delete(db::set_null) | db::null | db::related_name("edited")),
        (std::int32_t, pages),
        (std::optional<std::int32_t>, stock),
        (db::Decimal, price, db::max_digits(10) | db::decimal_places(2)),
        (bool, in_print),
        (db::DateTime, published),
        (db::Date, day),
        (db::Json, extra),
        (db::ManyToMany<Tag>, tags, db::related_name("books")))
};

}  // namespace query_test
