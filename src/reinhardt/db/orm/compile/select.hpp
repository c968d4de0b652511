#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <reinhardt/db/orm/compile/compile.hpp>
#include <reinhardt/db/orm/compile/joins.hpp>
#include <reinhardt/db/orm/query_state.hpp>

namespace reinhardt::db::compile {

/// A CTE that stands in front of the statement.
struct Cte {
    std::string name;
    const ModelInfo* model = nullptr;     ///< whose objects it has, beside `columns`
    std::vector<CompiledColumn> columns;
};

/// What the SELECTs of one statement share.
struct Statement {
    const Dialect& dialect;
    std::size_t aliases = 0;
    std::vector<Cte> ctes{};
};

/// Whether a condition stands under a negation: then a comparison with NULL must be false, not unknown.
struct Sign {
    bool negated = false;   ///< an odd number of negations
    bool below = false;     ///< at least one
    [[nodiscard]] Sign flipped() const noexcept { return {!negated, true}; }
};

/// How a query stands as a subquery.
struct SubqueryPlan {
    bool named = false;                 ///< its column is called v
    bool as_set = false;                ///< how often a row comes does not matter
    bool first = false;                 ///< the first row alone
    const FieldInfo* field = nullptr;   ///< of objects: this one in place of their key
};

/// Compiles one SELECT: names to columns and joins, expressions to SQL.
class Select {
public:
    Select(Statement& statement, const QueryState& state, Select* outer);

    // select_statement.cpp: whole statements. A query that has no rows for certain has no SQL (`nothing()`).
    [[nodiscard]] Sql rows(const ReadPlan& plan, CompiledQuery& into);
    /// As a subquery of one column without parentheses.
    [[nodiscard]] Sql subquery(const SubqueryPlan& plan);
    [[nodiscard]] Sql exists(bool inside = false);  ///< `inside`: what stands in EXISTS (…), whatever its columns
    [[nodiscard]] Sql count();
    [[nodiscard]] Sql aggregate(const std::vector<QueryAnnotation>& aggregates, CompiledQuery& into);
    [[nodiscard]] bool nothing() const noexcept { return nothing_; }
    [[nodiscard]] const Type& only_type() const noexcept { return only_type_; }
    [[nodiscard]] Sql ctes();  ///< WITH …, or nothing

    // For UPDATE and DELETE: the table under its own name.
    void use_table_name();
    [[nodiscard]] std::string table_name() const { return table_of(model_).text; }
    /// The conditions without WHERE; nullopt where they need GROUP BY.
    [[nodiscard]] std::optional<Sql> where_plain();
    [[nodiscard]] Type type_of_column(const FieldInfo& field) const;
    [[nodiscard]] bool has_joins() const noexcept { return joins_.size() > 1; }
    [[nodiscard]] static const ExprNode& node_of(const Expr& expr);  ///< Error(query) for an empty one
    [[nodiscard]] Operand value(const Expr& expr, JoinScope& scope, const Type* wanted = nullptr);

private:
    /// Where a path ends: a column, an annotation, what is left of the path.
    struct Target {
        Operand operand;
        std::vector<std::string_view> rest;
        bool relation = false;
    };
    // select_names.cpp
    [[nodiscard]] Target resolve(std::string_view path, JoinScope& scope);
    [[nodiscard]] Target resolve_from(const ModelInfo& start, std::size_t source, std::vector<std::string_view> parts, JoinScope& scope);
    /// A path that ends in "pk" of a model whose key is several fields.
    struct KeyPath {
        const ModelInfo* model = nullptr;  ///< nullptr: it is none
        std::string_view prefix{};         ///< what stands in front of "pk"
        std::string_view lookup{};         ///< what stands behind it
        [[nodiscard]] std::vector<std::string> fields() const;
    };
    [[nodiscard]] KeyPath key_path(std::string_view path) const;
    /// Whether the path goes to many on its way.
    [[nodiscard]] bool is_many(std::string_view path) const;
    [[nodiscard]] Operand column(std::size_t source, const FieldInfo& field);
    [[nodiscard]] Operand column_of(std::size_t source, const std::string& name, Type type);
    [[nodiscard]] Operand path(std::string_view text, JoinScope& scope);
    [[nodiscard]] Operand annotation(std::size_t index);
    [[nodiscard]] Operand outer_path(std::string_view text);
    [[nodiscard]] std::size_t join_to(std::size_t source, Sql table, std::string parent_column, std::string column, const void* relation, int direction, bool many, bool nullable, JoinScope& scope);
    [[nodiscard]] Sql table_of(const ModelInfo& model) const;

    // select_ctes.cpp
    /// Error(query) for a statement of one's own, which is none of the compiler's.
    static void check_part(const QueryState& query);
    [[nodiscard]] const Cte& cte_named(std::string_view name) const;
    /// A column of a CTE; nullopt where it has none of that name.
    [[nodiscard]] std::optional<Operand> cte_column(std::size_t source, const Cte& cte, std::string_view name);
    [[nodiscard]] std::optional<Operand> cte_path(std::string_view path);
    void start_ctes();
    void add_cte_columns(CompiledQuery& into);

    // select_conditions.cpp
    void prepare_conditions();
    /// Whether rows are to be numbered or added up along windows before a condition on what comes out may hold.
    [[nodiscard]] bool has_window();
    void add_parts(const Expr& expr, Sign sign, JoinScope& scope);
    [[nodiscard]] Condition condition(const Expr& expr, Sign sign, JoinScope& scope, bool split = true);
    [[nodiscard]] Condition group(const ExprNode& node, Sign sign, JoinScope& scope, bool split);
    [[nodiscard]] Condition filter(const ExprNode& node, Sign sign, JoinScope& scope, bool split, bool direct);
    [[nodiscard]] Condition exists_apart(const Expr& expr);
    /// select_keys.cpp: the condition on such a key as one on its fields.
    [[nodiscard]] static Expr key_condition(const KeyPath& key, const ExprNode& node);
    [[nodiscard]] Condition boolean(Operand operand, Sign sign);
    [[nodiscard]] Condition exists_condition(const QueryState& query);

    // select_windows.cpp: a condition on a window function holds of the rows of a subquery, which has computed it (Django's QUALIFY).
    /// Of a comparison with values alone: its left side as a column of that subquery.
    [[nodiscard]] Operand outside(Operand window, const ExprNode& node, std::size_t first_value);
    [[nodiscard]] Sql around_windows(bool with_order);
    void add_slices();
    [[nodiscard]] const std::string& rows_alias();

    // select_lookups.cpp
    [[nodiscard]] Condition compare(Operand left, std::string_view lookup, const ExprNode& node, std::size_t first_value, Sign sign, JoinScope& scope);
    [[nodiscard]] Condition compare_plain(Operand left, std::string_view lookup, const Parameter* literal, const Expr* right, Sign sign, JoinScope& scope);
    [[nodiscard]] static bool is_lookup(const Type& type, std::string_view name);
    [[nodiscard]] Condition is_null(const Operand& left, bool yes, Sign sign);
    [[nodiscard]] Condition in(Operand left, const Expr& value, Sign sign, JoinScope& scope);
    [[nodiscard]] Condition in_query(Operand left, const QueryState& query, Sign sign);
    [[nodiscard]] Condition between(Operand left, const Expr& value, Sign sign, JoinScope& scope);
    [[nodiscard]] Condition finish(Sql sql, const Operand& left, std::span<const Operand> right, Sign sign, bool propagates = true);
    [[nodiscard]] Operand transform(Operand operand, std::string_view name);
    [[nodiscard]] Operand text_side(Operand operand) const;
    void align_moments(Operand& day, const Operand& moment) const;
    /// The template of a lookup for such a left side.
    [[nodiscard]] std::string_view word_of(std::string_view lookup, const Type& type) const;

    // select_documents.cpp
    [[nodiscard]] Operand array_of(const ExprNode& list, FieldKind element) const;
    [[nodiscard]] Operand element_of(const Parameter& value, FieldKind element) const;
    [[nodiscard]] Operand transform_document(Operand operand, std::string_view name);
    [[nodiscard]] Operand json_scalar(Operand left, const Expr& beside) const;
    [[nodiscard]] Operand json_literal(const Parameter& value) const;
    [[nodiscard]] Condition compare_json(Operand left, std::string_view lookup, const Parameter* literal, const Expr* right, Sign sign, JoinScope& scope);

    [[nodiscard]] Operand json_at(const Operand& operand, std::string_view word) const;
    [[nodiscard]] Condition json_has_keys(const Operand& left, std::string_view lookup, const Parameter* literal, const Expr* right, Sign sign);

    // select_values.cpp
    [[nodiscard]] Operand bound(const Parameter& value, const Type* wanted) const;
    [[nodiscard]] Operand duration(const Parameter& value) const;
    [[nodiscard]] Operand cast_bound(const Parameter& value) const;
    [[nodiscard]] Operand combined(const ExprNode& node, JoinScope& scope);
    [[nodiscard]] Operand function(const ExprNode& node, JoinScope& scope, const Type* wanted);
    [[nodiscard]] Operand aggregate_of(const ExprNode& node, JoinScope& scope);
    [[nodiscard]] Sql aggregate_order(const ExprNode& node, const std::vector<Operand>& arguments, JoinScope& scope);
    [[nodiscard]] Operand when(const ExprNode& node, JoinScope& scope, const Type* wanted);
    [[nodiscard]] Operand cast(const ExprNode& node, JoinScope& scope);
    [[nodiscard]] Operand window(const ExprNode& node, JoinScope& scope);
    [[nodiscard]] Operand raw(const ExprNode& node, JoinScope& scope);
    [[nodiscard]] Operand nested(const ExprNode& node);
    [[nodiscard]] Operand as_value(Condition condition) const;
    [[nodiscard]] Sql order_term(const Expr& expr, JoinScope& scope, bool& aggregate);
    [[nodiscard]] static Nulls flipped(Nulls nulls, bool reversed) noexcept;
    [[nodiscard]] std::string_view order_word(bool nullable, bool descending, Nulls nulls) const;
    [[nodiscard]] Sql directed(const Sql& term, bool nullable, bool descending, Nulls nulls) const;

    // select_statement.cpp, select_columns.cpp, select_order.cpp, select_combined.cpp
    struct Output {
        Sql sql;
        std::string name;
        bool grouped = false;   ///< beside aggregates it stands in GROUP BY
        bool order_only = false;
        std::string_view column{};  ///< of a plain column its name
        bool window = false;
    };
    struct Term {
        Sql sql;                ///< what is ordered by
        bool nullable = true, descending = false;
        Nulls nulls = Nulls::as_server;
        bool aggregate = false;
    };
    void start();
    void output(Operand operand, std::string name);
    /// Error(query) for a name that no server takes, or that holds what stands for values.
    void check_name(std::string_view name, std::string_view what) const;
    void add_fields(CompiledQuery& into);
    void add_values(CompiledQuery& into);
    void add_related(CompiledQuery& into);
    [[nodiscard]] std::size_t join_one(const ModelInfo& model, std::size_t source, const FieldInfo& field);
    void add_annotation(std::size_t index, CompiledQuery& into);
    [[nodiscard]] bool is_read(const ModelInfo& model, const FieldInfo& field, std::string_view prefix) const;
    [[nodiscard]] bool refers_to(const Expr& expr, std::string_view name) const;
    [[nodiscard]] bool annotation_is_used(std::size_t index) const;
    /// The last one of that name that is visible, or else the first one behind those; -1 where there is none.
    [[nodiscard]] std::size_t annotation_named(std::string_view name) const noexcept;
    /// Whether it is among what is read: a later one of its name takes its place.
    [[nodiscard]] bool is_shown(std::size_t index) const noexcept { return state_.annotations[index].selected && annotation_named(state_.annotations[index].name) == index; }
    [[nodiscard]] bool has_aggregate() const noexcept;
    /// The values() call whose rows the aggregates are of (its index in `groups`); nullopt: the objects.
    [[nodiscard]] std::optional<std::size_t> grouping() const noexcept;
    void add_groups();
    /// Whether there is nothing to compile; a query that is to stand all the same has a condition then that no row meets.
    [[nodiscard]] bool has_ended();
    /// A query of a combination, with the columns that are asked of the whole, or else those of the first one; nullptr: as it is.
    [[nodiscard]] std::shared_ptr<const QueryState> part_of(const QueryState& state, const CompiledQuery* first) const;
    void choose_columns(CompiledQuery& into) const;
    void check_combination() const;
    /// Error(unsupported) where a subquery in FROM cannot name the query around it and this one does.
    void check_derived() const;
    void add_order(const ReadPlan& plan);
    void add_order_term(const Expr& expr, bool reversed, JoinScope& scope);
    void add_order_path(std::string path, Term term, JoinScope& scope, int depth);
    void order_combination(const ReadPlan& plan, const CompiledQuery& columns, Sql& sql);
    void show_order();
    [[nodiscard]] Sql order_sql(const std::vector<Term>& order) const;
    [[nodiscard]] Sql body(bool with_order);
    [[nodiscard]] Sql from_sql();
    /// DISTINCT; the columns of DISTINCT ON, or none.
    [[nodiscard]] Sql distinct_sql(std::span<const Sql> on) const;
    [[nodiscard]] std::vector<Sql> distinct_columns();
    /// Whether no two rows can be equal: DISTINCT would change nothing.
    [[nodiscard]] bool rows_differ() const;
    [[nodiscard]] Sql group_sql();
    void add_limit(Sql& sql, std::optional<std::uint64_t> at_most) const;
    void add_lock(Sql& sql) const;
    [[nodiscard]] Sql combination(const ReadPlan& plan, CompiledQuery& into);
    [[nodiscard]] Sql wrapped(const Sql& inner, std::string_view select);

    Statement& statement_;
    const Dialect& dialect_;
    const QueryState& state_;
    const ModelInfo& model_;
    Select* outer_;
    Joins joins_;
    std::vector<Operand> annotations_;       ///< made when they are first asked for
    std::vector<bool> annotation_made_;
    std::size_t visible_ = static_cast<std::size_t>(-1);  ///< the annotations in front of what is compiled
    bool aggregate_condition_ = false;       ///< there is a condition with an aggregate
    bool kept_ = false;                      ///< it stands also where it has no rows for certain
    bool uses_outer_ = false;                ///< it names the query around it
    std::string_view only_name_{};           ///< of a subquery: what its one column is called
    const FieldInfo* only_field_ = nullptr;  ///< of a subquery of combined objects
    std::vector<Condition> where_, having_;
    std::size_t having_from_ = 0;            ///< the conditions in front of the first one with an aggregate
    std::vector<Condition> qualify_;         ///< on windows; the SQL of one that is `outside` names columns of the subquery around them
    std::vector<Sql> windows_;               ///< the columns that those name: w0, w1 …
    std::string rows_alias_;                 ///< of that subquery
    bool direct_ = false, behind_windows_ = false;
    std::vector<Sql> group_columns_;         ///< columns that stand beside aggregates
    std::vector<Sql>* columns_seen_ = nullptr;
    int inside_aggregate_ = 0;
    bool window_of_groups_ = false;          ///< an aggregate stands in a window
    bool in_window_ = false;                 ///< OVER follows: an aggregate stands bare, without a cast around it
    std::vector<std::size_t> cte_sources_;   ///< of state_.cte_joins
    std::vector<Output> outputs_;
    std::vector<Term> order_;
    bool conditions_made_ = false, nothing_ = false, grouped_ = false, split_ = true;
    bool distinct_ = false;                  ///< state_.distinct, unless it would change nothing
    Type only_type_;
    const CompiledQuery* inner_columns_ = nullptr;     ///< of a subquery in FROM
};

}  // namespace reinhardt::db::compile
