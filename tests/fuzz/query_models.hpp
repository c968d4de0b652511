#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <reinhardt/db/orm.hpp>

// Models with relations, which the other side has by related_name: Clang 14 takes no models that refer to each other. With a field of each type that servers compute with in ways of their own.

namespace fuzzed {

namespace db = reinhardt::db;

struct Label {
    REINHARDT_MODEL(Label, "fuzzed", "label",
        (std::int64_t, id, db::primary_key),
        (std::string, word, db::max_length(60) | db::unique))
};

struct Person {
    REINHARDT_MODEL(Person, "fuzzed", "person",
        (std::int64_t, id, db::primary_key),
        (std::string, name, db::max_length(60)),
        (std::optional<std::int32_t>, age),
        (bool, active),
        (double, score),
        (db::ForeignKey<Label>, home, db::null | db::on_delete(db::set_null) | db::related_name("people")))
};

struct Piece {
    REINHARDT_MODEL(Piece, "fuzzed", "piece",
        (std::int64_t, id, db::primary_key),
        (std::optional<std::string>, title, db::max_length(60)),
        (std::optional<std::int32_t>, rank),
        (std::optional<db::Decimal>, price, db::max_digits(12) | db::decimal_places(3)),
        (std::optional<db::Duration>, wait),
        (std::optional<db::Date>, day),
        (std::optional<db::Time>, clock),
        (db::DateTime, at),
        (std::optional<db::Uuid>, code),
        (std::optional<db::Json>, data),
        (db::ForeignKey<Person>, author, db::on_delete(db::cascade) | db::related_name("pieces")),
        (db::ForeignKey<Person>, editor, db::null | db::on_delete(db::set_null) | db::related_name("edited")),
        (db::ManyToMany<Label>, labels, db::related_name("pieces")))
    REINHARDT_META(Piece, db::ordering("id"))
};

/// Nothing but an injected statement would touch it.
struct Canary {
    REINHARDT_MODEL(Canary, "fuzzed", "canary",
        (std::int64_t, id, db::primary_key),
        (std::string, word, db::max_length(30)))
};

}  // namespace fuzzed
