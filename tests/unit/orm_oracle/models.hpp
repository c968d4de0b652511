#pragma once

#include <reinhardt/db/orm.hpp>

namespace db = reinhardt::db;

struct Label {
    REINHARDT_MODEL(Label, "random", "labels",
        (std::int64_t, id, db::primary_key),
        (std::string, word, db::max_length(30)))
};

struct Person {
    REINHARDT_MODEL(Person, "random", "persons",
        (std::int64_t, id, db::primary_key),
        (std::string, name, db::max_length(60)),
        (std::optional<std::int32_t>, age),
        (bool, active),
        (double, score),
        (db::ForeignKey<Person>, boss, db::on_delete(db::set_null) | db::null | db::related_name("team")))
};

struct Piece {
    REINHARDT_MODEL(Piece, "random", "pieces",
        (std::int64_t, id, db::primary_key),
        (std::optional<std::string>, title, db::max_length(60)),
        (db::ForeignKey<Person>, author, db::on_delete(db::cascade) | db::related_name("pieces")),
        (db::ForeignKey<Person>, editor, db::on_delete(db::set_null) | db::null | db::related_name("edited")),
        (db::ManyToMany<Label>, labels, db::related_name("pieces")),
        (std::optional<std::int32_t>, rank),
        (bool, done),
        (db::DateTime, at))
};
