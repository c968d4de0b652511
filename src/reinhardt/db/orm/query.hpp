#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
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

/// A term of order_by: a field with its sign, or an expression. Refers to what it was made of.
class OrderTerm {
public:
    constexpr OrderTerm() = default;
    constexpr explicit OrderTerm(std::string_view text) : text_(text) {}
    constexpr explicit OrderTerm(const Expr* expr) : expr_(expr) {}
    [[nodiscard]] constexpr bool empty() const noexcept { return text_.empty() && expr_ == nullptr; }
    [[nodiscard]] constexpr std::string_view text() const noexcept { return text_; }
    [[nodiscard]] constexpr const Expr* expr() const noexcept { return expr_; }

private:
    std::string_view text_{};
    const Expr* expr_ = nullptr;
};

/// The untyped half of QuerySet: everything but the casts. Cheap to copy; a copy that is changed goes its own way. Rows are read by the
/// methods that say so, each time anew.
class Query {
public:
    explicit Query(const ModelDesc& model);
    explicit Query(std::shared_ptr<const QueryState> state);
    Query(const Query& other);
    Query(Query&& other) noexcept = default;
    Query& operator=(const Query& other);
    Query& operator=(Query&& other) noexcept;
    ~Query();

    [[nodiscard]] const std::shared_ptr<const QueryState> state() const noexcept { return state_; }
    [[nodiscard]] const ModelDesc& model() const noexcept { return *state_->model; }

    /// The state for changes: a copy of its own unless nobody else has it.
    [[nodiscard]] QueryState& own();

    // What changes the query. Error(query) for a condition, an order, reverse() and distinct() behind a slice.
    void add_condition(Expr condition, bool exclude);
    void add_filter(std::string_view path, Parameter value, bool exclude);    ///< path of static storage
    void add_filter(std::string_view path, Expr value, bool exclude);
    void add_annotations(std::vector<QueryAnnotation> annotations, bool selected);
    void add_order(std::string_view text);
    void add_order(Expr expr);
    void set_order(std::initializer_list<const OrderTerm*> terms);            ///< empty ones are passed over
    void set_order(std::string_view field);                                   ///< by this alone
    void set_values(std::initializer_list<std::string_view> names);           ///< empty names are passed over
    void set_slice(std::uint64_t from, std::uint64_t to);
    void reverse();
    void set_distinct();
    using Names = std::vector<std::string> QueryState::*;
    void add_names(Names list, std::initializer_list<std::string_view> names);  ///< empty names are passed over
    void add_prefetch(std::initializer_list<std::string_view> paths);         ///< as add_names
    [[nodiscard]] Query combined(Combination how, const Query& other) const;
    void set_moments(std::string_view field, std::string_view part, bool descending, bool days);

    // What reads (query_read.cpp). `into` gets the objects.
    void read_all(ObjectList& into) const;
    /// As read_all, from the cache where the query has cache(); `into` is an empty std::vector (list_of).
    void read_all_cached(ObjectList into) const;
    /// As read_all, with the annotations of each object beside it.
    void read_with(ObjectList& into, std::vector<Row>& annotations) const;
    /// The rows of a page with the tokens of its neighbours (query_page.cpp). `into` may get one row more than a page has, which is cut off then;
    /// rows before a token come in reverse. How many there are.
    [[nodiscard]] std::size_t read_page(const CursorOptions& options, ObjectList into, std::string& next, std::string& previous) const;
    [[nodiscard]] std::unique_ptr<BlockReader> open(std::size_t rows) const;
    [[noreturn]] void no_row() const;                                         ///< NotFound
    [[nodiscard]] bool read_first(void* into, bool reverse) const;            ///< false: there is none; ordered by the key where it is not ordered
    void read_one(void* into) const;                                          ///< Error(not_found), Error(query) for several
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
    void check_whole(std::string_view what) const;

    std::shared_ptr<QueryState> state_;
};

}  // namespace reinhardt::db
