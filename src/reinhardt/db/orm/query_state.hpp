#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <reinhardt/db/orm/expression.hpp>
#include <reinhardt/db/orm/model_desc.hpp>

namespace reinhardt::db {

struct QueryState;

/// A condition of filter() or exclude(). Those of one call share their joins to many; each further call makes joins of its own (Django's rule).
struct QueryCondition {
    Expr condition;
    bool exclude = false;
    bool of_results = false;  ///< of the rows that come out: windows have seen the others too
    bool sticky = false;      ///< of a relation's rows: the next filter() is taken for a part of it (Django's rule)
};

struct QueryAnnotation {
    std::string name;
    Expr value;
    bool selected = true;  ///< false: alias()
    std::size_t after = 0; ///< conditions that were given before it: they share its joins to many, later ones do not (Django's rule)
};

/// A call of values(): the fields that it named, and how many annotations and conditions there were by then.
struct QueryGroup {
    std::vector<std::string> names;
    std::size_t annotations = 0, conditions = 0;
};

/// What prefetch_related() reads beside the rows: along `path`, by `query` where it is given, for its last step.
struct QueryPrefetch {
    std::string path;
    std::shared_ptr<const QueryState> query;
};

enum class Combination : std::uint8_t { none, union_distinct, union_all, intersection, difference };

struct QueryLock {
    bool nowait = false, skip_locked = false, no_key = false;
    std::vector<std::string> of{};  ///< relations; "self"
};

struct QueryCte {
    std::string name;
    std::shared_ptr<const QueryState> query;
    std::shared_ptr<const QueryState> recursive;  ///< the second part; refers to the CTE by its name
    bool distinct = false;                        ///< UNION instead of UNION ALL
};

/// Rows of a CTE beside the query's own: those whose `column` is equal to `field`. Their columns are "<name>__<column>".
struct QueryCteJoin {
    std::string name, field, column;
    bool outer = false;  ///< rows without any stay
};

/// How the objects of a query with cache() are kept and given again, whatever their model. Both take a std::vector of them.
struct CacheCopies {
    std::shared_ptr<const void> (*keep)(const void* objects) = nullptr;
    void (*give)(const void* kept, void* objects) = nullptr;
};

/// Of the rows with the same value of `path` those from `from` up to `to`, in the query's order: a slice for each object that a Prefetch reads for.
struct QuerySlices {
    std::string path;
    std::uint64_t from = 0, to = UINT64_MAX;
};

/// All that a query set has been asked for; immutable once shared. Names are texts as they were given.
struct QueryState {
    const ModelDesc* model = nullptr;
    std::string database;                       ///< using(); "" = the router's, or "default"
    std::vector<QueryCondition> conditions;
    bool none = false;                          ///< none(): no rows, no query
    std::vector<Expr> ordering;                 ///< nodes of kind order or path
    bool ordered = false;                       ///< order_by was called, also with nothing: the model's ordering is off
    bool reversed = false;
    std::optional<std::uint64_t> limit, offset;
    std::optional<QuerySlices> slices;
    bool distinct = false;
    std::vector<std::string> distinct_on;
    std::vector<QueryAnnotation> annotations;
    std::vector<std::string> select_related;
    std::vector<QueryPrefetch> prefetch;
    std::vector<std::string> only, defer;
    bool values_mode = false;                   ///< values(), values_list()
    std::vector<std::string> values;            ///< empty in values_mode: all fields
    bool grouped_by_key = false;                ///< in values_mode: one row for each object, whatever aggregates there are
    std::size_t group_after = 0;                ///< annotations from here on aggregate by `values` (values().annotate())
    std::vector<QueryGroup> groups;             ///< the calls of values(), the last one is `values`
    Combination combination = Combination::none;
    std::vector<std::shared_ptr<const QueryState>> combined;
    std::optional<QueryLock> lock;
    std::vector<QueryCte> ctes;
    std::vector<QueryCteJoin> cte_joins;
    std::string from_cte;                       ///< rows come from this CTE instead of the table
    std::string raw;                            ///< raw(): SQL with one ? for each parameter
    std::vector<Parameter> raw_parameters;
    std::optional<std::chrono::milliseconds> cache;
    const CacheCopies* cache_copies = nullptr;  ///< there where `cache` is
};

/// values(): rows of these fields, all where there is none.
void choose_values(QueryState& state, std::vector<std::string> names);

}  // namespace reinhardt::db
