#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <reinhardt/db/orm/query_state.hpp>
#include <reinhardt/db/orm/row.hpp>

namespace reinhardt::db {

/// The rows that update_or_create and kin work with: field names and values.
struct FieldValue {
    std::string_view field;
    Expr value;
};

struct ConflictOptions {
    enum class Action : std::uint8_t { fail, ignore, update } action = Action::fail;
    std::vector<std::string> unique_fields, update_fields;
};

struct BulkCreateOptions {
    std::size_t batch = 0;              ///< rows in one statement; 0: as many as the driver likes
    ConflictOptions on_conflict{};
    bool returning_pk = false;          ///< give the objects the keys that the database made
};
[[nodiscard]] ConflictOptions update_on(std::string_view unique, std::initializer_list<std::string_view> fields);
[[nodiscard]] ConflictOptions update_on(std::initializer_list<std::string_view> unique, std::initializer_list<std::string_view> fields);
[[nodiscard]] ConflictOptions ignore_conflicts();

/// Objects of one model that stand one behind the other.
struct ObjectSpan {
    void* first = nullptr;
    std::size_t stride = 0, count = 0;
    [[nodiscard]] void* at(std::size_t index) const noexcept { return static_cast<std::byte*>(first) + index * stride; }
};

struct SaveOptions {
    std::vector<std::string> update_fields{};  ///< empty: all that were read
    bool force_insert = false, force_update = false;
    std::string database{};
};

struct CursorOptions {
    std::uint32_t size = 20;
    std::string after{}, before{};
};

struct ExplainOptions {
    bool analyze = false;
    std::string format{};  ///< "text" (default), "json" where the server has it
};

/// How many rows a delete removed, in all and of each model ("blog.Post").
struct DeleteResult {
    std::int64_t total = 0;
    std::vector<std::pair<std::string, std::int64_t>> models;
};

/// Gives the rows of a query in blocks. Belongs to its thread.
class BlockReader {
public:
    virtual ~BlockReader() = default;
    /// Adds the next block; false when there is none.
    virtual bool next(ObjectList& into) = 0;
};

/// The untyped half of QuerySet: everything but the casts. Cheap to copy; a copy that is changed goes its own way. Rows are read by the
/// methods that say so, each time anew.
class Query {
public:
    explicit Query(const ModelDesc& model);
    explicit Query(std::shared_ptr<const QueryState> state) : state_(std::const_pointer_cast<QueryState>(std::move(state))) {}

    [[nodiscard]] const std::shared_ptr<const QueryState> state() const noexcept { return state_; }
    [[nodiscard]] const ModelDesc& model() const noexcept { return *state_->model; }

    /// The state for changes: a copy of its own unless nobody else has it.
    [[nodiscard]] QueryState& own();

    // What changes the query.
    void add_condition(Expr condition, bool exclude);
    void add_order(std::string_view text);
    void add_order(Expr expr);
    void set_order(std::string_view field);                                   ///< by this alone
    void set_values(std::initializer_list<std::string_view> names);           ///< empty names are passed over
    void set_moments(std::string_view field, std::string_view part, bool descending, bool days);

    // What reads (query_read.cpp). `into` gets the objects.
    void read_all(ObjectList& into) const;
    /// As read_all, with the annotations of each object beside it.
    void read_with(ObjectList& into, std::vector<Row>& annotations) const;
    /// A page of at most options.size rows with the tokens of its neighbours (query_page.cpp).
    void read_page(const CursorOptions& options, ObjectList& into, std::string& next, std::string& previous) const;
    [[nodiscard]] std::unique_ptr<BlockReader> open(std::size_t rows) const;
    [[noreturn]] void no_row() const;                                         ///< NotFound
    [[nodiscard]] bool read_first(void* into, bool reverse) const;            ///< false: there is none; ordered by the key where it is not ordered
    void read_one(void* into) const;                                          ///< Error(not_found), Error(query) for several
    /// One block after another of at most `rows`, until `take` says false; memory stays bounded.
    void read_blocks(std::size_t rows, const std::function<bool(ObjectList&)>& take) const;
    [[nodiscard]] std::int64_t count() const;
    [[nodiscard]] bool exists() const;
    [[nodiscard]] std::vector<Row> rows() const;                              ///< values(), annotations and all
    [[nodiscard]] Row aggregate(std::vector<QueryAnnotation> aggregates) const;
    [[nodiscard]] std::string explain(const ExplainOptions& options) const;
    /// The statement with its placeholders, for logs and tests; nothing is run.
    [[nodiscard]] std::string sql() const;

    // What writes (write/).
    std::int64_t update(std::vector<Assignment> assignments) const;
    DeleteResult remove() const;
    /// Whether the row is new; `into` gets the object.
    [[nodiscard]] bool get_or_create(const std::vector<Assignment>& by, const std::vector<Assignment>& defaults, void* into) const;
    [[nodiscard]] bool update_or_create(const std::vector<Assignment>& by, const std::vector<Assignment>& values, const std::vector<Assignment>& new_values, void* into) const;

private:
    std::shared_ptr<QueryState> state_;
};

}  // namespace reinhardt::db
