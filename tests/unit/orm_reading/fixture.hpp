#pragma once

#include <boost/test/unit_test.hpp>

#include <string>

#include <reinhardt/db/orm/database.hpp>
#include <reinhardt/db/orm/errors.hpp>

#include "../../support/orm_database.hpp"
#include "../orm/models.hpp"

/// Authors, books and tags in the default database: that of the command line, or a SQLite file.
struct Library : orm_schema::TestDatabase {
    Library();
};

/// The titles of the books that a query gives, in its order, each with a blank behind it.
inline std::string titles(const db::QuerySet<Book>& query) {
    std::string text;
    for (const Book& book : query.all()) text += book.title + " ";
    return text;
}
inline std::string names(const db::QuerySet<Author>& query) {
    std::string text;
    for (const Author& author : query.all()) text += author.name + " ";
    return text;
}
