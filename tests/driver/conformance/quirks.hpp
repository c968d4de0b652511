#pragma once

#include <set>
#include <string>
#include <vector>

#include <reinhardt/db/support/value.hpp>

namespace conformance {

/// A script and the statements that the backend's own rules make of it.
struct Split {
    std::string script;
    std::vector<std::string> statements;
};

/// A value that a column gives back in another form than it was put in.
struct Kept {
    std::string field;  ///< JSON of a model field
    reinhardt::db::Value in, out;
};

/// Where a driver rightly differs from the others: the one table of the suite.
struct Quirks {
    std::string driver;
    std::string url;                     ///< of an empty database; {dir} is a folder of the case's own, {url} what the command line gives
    std::string missing_url;             ///< of a database that does not exist
    bool booleans_are_integers = false;
    bool keeps_nul_in_text = true;
    bool keeps_infinity = true;
    bool shows_beyond_u_ffff = true;     ///< the catalog has such characters in the default of a column with a limit, and in comments
    bool adds_stored_columns = true;     ///< ADD COLUMN takes a generated column that is stored
    std::string date, time, timestamp;   ///< how 2024-02-29, 23:59:58.123456 and both come back when they are bound as cells
    std::vector<Kept> kept;
    std::vector<Split> splits;
    std::string slow_query;              ///< runs for minutes unless cancelled
    std::set<std::string> lacks;         ///< names of edit cases that must be refused with a reason
    std::set<std::string> impossible_names;  ///< identifiers that must be refused with a reason
};

/// The quirks of the driver under test, named by the command line.
[[nodiscard]] const Quirks& quirks();

}  // namespace conformance
