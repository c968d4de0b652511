#!/bin/sh
# Models and names in queries are constants for the compiler under -fsanitize=undefined too. Arguments: the source folder, the compiler's command.
source=$1
shift
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/program.cpp" <<'EOF'
#include <reinhardt/db/orm.hpp>
namespace db = reinhardt::db;
inline constexpr db::Choice sizes[] = {{1, "Small"}, {2, "Large"}};
struct Author {
    REINHARDT_MODEL(Author, "shop", "author",
        (std::int64_t, id, db::primary_key),
        (std::string, name, db::max_length(50)))
};
struct Book {
    REINHARDT_MODEL(Book, "shop", "book",
        (std::int64_t, id, db::primary_key),
        (std::int32_t, size, db::choices<sizes>),
        (db::Deferred<std::string>, text),
        (db::ForeignKey<Author>, author, db::on_delete(db::cascade)))
};
auto books() { return Book::objects().filter("author__name__icontains", "a").order_by("-size"); }
EOF
exec "$@" -std=c++20 -fsyntax-only -fsanitize=undefined "-I$source" "$folder/program.cpp"
