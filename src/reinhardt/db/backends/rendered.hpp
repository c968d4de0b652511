#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db {

/// A statement that a driver rendered from schema edits, with what the executor must know to run it safely.
/// In JSON (driver -> host): the same names, absent = default: {"sql": "…", "edits": [0, 1], "phase": "main", …}.
struct RenderedStatement {
    enum class Kind {
        run,       ///< run `sql`
        check,     ///< `sql` is a query that must give no row, else the migration fails with `message` and `hint`
        remember,  ///< run the query, keep its rows under `name`
        compare,   ///< run the query; a row that was not kept under `name` fails with `message` and `hint`
        generate,  ///< `sql` is a query whose texts are statements to run; with `message`, which is said then, they only clear the way for the next one
    };
    enum class Phase {
        setup,     ///< before BEGIN (SQLite: PRAGMA foreign_keys = OFF), at most once a migration
        main,
        verify,    ///< after all else, before COMMIT, in the same transaction
        teardown,  ///< after COMMIT or ROLLBACK, always
    };
    std::string sql;
    Kind kind = Kind::run;
    Phase phase = Phase::main;
    std::vector<std::size_t> edits;   ///< indexes of the edits it carries out
    bool transactional = true;        ///< may run inside a transaction
    std::string destroys;             ///< what data is lost: "table blog_post", "column title of blog_post"; "" = none
    std::string rewrites;             ///< the table whose rows it copies; "" = none
    std::string blocks;               ///< "", "writes" or "reads and writes": what it locks out while it runs
    std::string name, message, hint;  ///< see Kind
    /// A query of one row with one column, not zero if the statement's change is there already; "" = it may be repeated. For a run that died in
    /// the middle of it on a backend where a statement is a transaction of its own.
    std::string happened;
    bool repeatable = false;          ///< it does no harm to run it again after it took effect: nobody has to find out whether it did

    [[nodiscard]] bool clears_the_way() const noexcept { return kind == Kind::generate && !message.empty(); }
};

[[nodiscard]] Value to_value(const RenderedStatement&);
[[nodiscard]] RenderedStatement rendered_statement_from(const Value&);

}  // namespace reinhardt::db
