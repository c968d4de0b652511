#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <reinhardt/db/orm.hpp>

namespace hostile {

namespace db = reinhardt::db;

struct Note {
    REINHARDT_MODEL(Note, "hostile", "note",
        (std::int64_t, id, db::primary_key),
        (std::string, text, db::max_length(300)),
        (std::optional<std::string>, memo, db::max_length(300)),
        (std::int32_t, number),
        (db::Json, data))
};
/// With a text for a key.
struct Label {
    REINHARDT_MODEL(Label, "hostile", "label",
        (std::string, name, db::primary_key | db::max_length(190)),
        (std::int32_t, number))
};
/// Nothing but an injected statement would touch it.
struct Canary {
    REINHARDT_MODEL(Canary, "hostile", "canary",
        (std::int64_t, id, db::primary_key),
        (std::string, word, db::max_length(30)))
};

}  // namespace hostile
