#pragma once

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <string>

#include <reinhardt/db/orm/database.hpp>

#include "../../support/orm_database.hpp"
#include "query.hpp"
#include "texts.hpp"

namespace hostile {

inline std::uint32_t from_environment(const char* name, std::uint32_t otherwise) {
    const char* text = std::getenv(name);
    return text != nullptr ? static_cast<std::uint32_t>(std::strtoul(text, nullptr, 10)) : otherwise;
}
/// REINHARDT_DB_SEED begins elsewhere.
inline std::uint32_t first_seed() { return from_environment("REINHARDT_DB_SEED", 1); }

/// The tables in the default database: that of the command line, or a SQLite file. Each test begins without rows, and ends with the canary alive.
class Tables {
public:
    Tables() {
        static const orm_schema::TestDatabase place({&db::model_of<Note>::desc, &db::model_of<Label>::desc, &db::model_of<Canary>::desc});
        const db::Session session;
        backend = place.backend;
        for (const char* table : {"note", "label", "canary"}) session.connection().execute(std::string("DELETE FROM ") + table);
        session.connection().execute("INSERT INTO canary (id, word) VALUES (1, 'alive')");
    }
    ~Tables() { BOOST_TEST(is_intact()); }
    Tables(const Tables&) = delete;
    Tables& operator=(const Tables&) = delete;

    /// Whether nothing but the ORM's own statements has run.
    [[nodiscard]] static bool is_intact() {
        const db::Session session;
        const db::Rows rows = session.connection().query("SELECT word FROM canary");
        return rows.rows.size() == 1 && rows.rows[0][0].as_text() == "alive" && session.connection().introspect().tables.size() == 3;
    }
    std::string backend;
};

}  // namespace hostile
