#pragma once

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <string>

#include <reinhardt/db/orm/database.hpp>
#include <reinhardt/db/orm/errors.hpp>

#include "../../support/orm_schema.hpp"
#include "../orm/models.hpp"

/// Authors, books and tags in the default database: that of the command line, or a SQLite file.
struct Library {
    Library();
    ~Library() {
        db::databases().clear();
        std::error_code ignored;
        if (!folder.empty()) std::filesystem::remove_all(folder, ignored);
    }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;

    std::string url, backend;
    std::filesystem::path folder;
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
