#!/bin/sh
# A name in a query that is not there is an error of the compiler of at most 5 lines that shows the name; a circle of models is none, for g++ and clang++.
# Arguments: the source folder, the compiler's command.
source=$1
shift
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
write() {
    cat >"$folder/program.cpp" <<EOF
#include <reinhardt/db/orm/model.hpp>
namespace db = reinhardt::db;
struct Author {
    REINHARDT_MODEL(Author, "shop", "author",
        (std::int64_t, id, db::primary_key),
        (std::string, name, db::max_length(50)))
};
struct Book {
    REINHARDT_MODEL(Book, "shop", "book",
        (std::int64_t, id, db::primary_key),
        (std::int32_t, pages),
        (db::ForeignKey<Author>, author, db::on_delete(db::cascade)))
};
struct Seat {
    REINHARDT_MODEL(Seat, "shop", "seat",
        (std::int32_t, line, db::primary_key),
        (std::int32_t, place, db::primary_key))
};
auto books() { return Book::objects()$1; }
EOF

}
failures=0
refused() {
    name=$1 query=$2
    shift 2
    write "$query"
    if "$@" -std=c++20 -fsyntax-only "-I$source" "$folder/program.cpp" 2>"$folder/errors"; then
        echo "accepted: $query"
        failures=1
    elif [ "$(wc -l <"$folder/errors")" -gt 5 ] || ! grep -q -e "$name" "$folder/errors"; then
        echo "not a short error that names $name: $query"
        cat "$folder/errors"
        failures=1
    fi
}
write '.filter("author__name__icontains", "a").order_by("-pages")'
if ! "$@" -std=c++20 -fsyntax-only "-I$source" "$folder/program.cpp" 2>"$folder/errors"; then
    echo 'a right query is refused'
    cat "$folder/errors"
    failures=1
fi
refused pagse__gte '.filter("pagse__gte", 5)' "$@"
refused pages__gtx '.filter("pages__gtx", 5)' "$@"
refused author__nme '.filter("author__nme", "x")' "$@"
refused pages__lt '.filter("pages__lt", "many")' "$@"
refused pk '.count() + Seat::objects().filter("pk", 5).count()' "$@"
refused pk '.count() + Seat::objects().filter("pk", std::tuple(1, 2, 3)).count()' "$@"
refused pk__in '.count() + Seat::objects().filter("pk__in", std::tuple(1, 2)).count()' "$@"
refused -pagse '.order_by("-pagse")' "$@"
cat >"$folder/circle.cpp" <<EOF
#include <reinhardt/db/orm.hpp>
namespace db = reinhardt::db;
struct Post;
struct User {
    REINHARDT_MODEL(User, "blog", "users",
        (std::int64_t, id, db::primary_key),
        (std::string, name, db::max_length(50)),
        (db::Reverse<Post>, posts, db::via("author")))
};
struct Label {
    REINHARDT_MODEL(Label, "blog", "labels",
        (std::int64_t, id, db::primary_key),
        (db::ForeignKey<User>, owner, db::on_delete(db::cascade)),
        (db::Reverse<Post>, posts, db::via("label")))
};
struct Post {
    REINHARDT_MODEL(Post, "blog", "posts",
        (std::int64_t, id, db::primary_key),
        (db::ForeignKey<User>, author, db::on_delete(db::cascade)),
        (db::ForeignKey<Label>, label, db::on_delete(db::cascade)))
};
auto named() { return User::objects().filter("posts__label__owner__name", "Ann"); }
EOF
for compiler in "$*" "$(command -v clang++)"; do
    if [ -n "$compiler" ] && ! $compiler -std=c++20 -fsyntax-only "-I$source" "$folder/circle.cpp" 2>"$folder/errors"; then
        echo "a circle of models is refused by $compiler"
        cat "$folder/errors"
        failures=1
    fi
done
exit $failures
