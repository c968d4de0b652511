#include <reinhardt/db/orm/clean_constraints.hpp>

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <reinhardt/db/orm/write/column_types.hpp>
#include <reinhardt/db/orm/write/instance.hpp>
#include <reinhardt/db/orm/write/write_session.hpp>
#include <reinhardt/db/orm/write/write_sql.hpp>
#include <reinhardt/db/state/to_schema.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {
namespace {

bool is_word(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' || static_cast<unsigned char>(c) >= 0x80; }

bool same_ignoring_case(std::string_view a, std::string_view b) { return a.size() == b.size() && lower(a) == lower(b); }

using Fields = std::vector<const FieldInfo*>;

/// An SQL expression over columns, with each of them in the driver's quotes; `named` gets the fields that it names.
class ColumnText {
public:
    ColumnText(const ModelInfo& model, const Dialect& dialect, std::string_view text, Fields& named) : model_(model), dialect_(dialect), text_(text), named_(named) {}

    [[nodiscard]] std::string run() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '\'') copy(end_of_quote('\''));
            else if (c == '"' || c == '`') quoted(end_of_quote(c));
            else if (c == '{') quoted(std::min(text_.find('}', at_), text_.size() - 1) + 1);
            else if (is_word(c)) word();
            else copy(at_ + 1);
        }
        return std::move(out_);
    }

private:
    [[nodiscard]] std::size_t end_of_quote(char quote) const {
        for (std::size_t i = at_ + 1; i < text_.size(); ++i) {
            if (text_[i] != quote) continue;
            if (i + 1 < text_.size() && text_[i + 1] == quote) ++i;
            else return i + 1;
        }
        return text_.size();
    }
    [[nodiscard]] const FieldInfo* field_of(std::string_view column) const {
        const auto found = std::find_if(model_.columns().begin(), model_.columns().end(), [&](const FieldInfo* one) { return same_ignoring_case(one->column, column); });
        return found != model_.columns().end() ? *found : nullptr;
    }
    void copy(std::size_t end) {
        out_ += text_.substr(at_, end - at_);
        at_ = end;
    }
    void column(const FieldInfo* field, std::size_t end) {
        if (std::find(named_.begin(), named_.end(), field) == named_.end()) named_.push_back(field);
        dialect_.quote(out_, field->column);
        at_ = end;
    }
    void quoted(std::size_t end) {
        const FieldInfo* field = end - at_ > 2 ? field_of(text_.substr(at_ + 1, end - at_ - 2)) : nullptr;
        if (field != nullptr) column(field, end);
        else copy(end);
    }
    void word() {
        std::size_t end = at_;
        while (end < text_.size() && is_word(text_[end])) ++end;
        const std::string_view name = text_.substr(at_, end - at_);
        const std::size_t next = text_.find_first_not_of(" \t\n", end);
        const bool call = next != std::string_view::npos && text_[next] == '(';
        // Behind AS and :: stands a type, behind a point a column of something else.
        const bool type = same_ignoring_case(before_, "AS") || (at_ > 0 && (text_[at_ - 1] == ':' || text_[at_ - 1] == '.'));
        const FieldInfo* field = call || type ? nullptr : field_of(name);
        before_ = name;
        if (field != nullptr) column(field, end);
        else copy(end);
    }

    const ModelInfo& model_;
    const Dialect& dialect_;
    std::string_view text_, before_{};
    Fields& named_;
    std::size_t at_ = 0;
    std::string out_;
};

/// The constraints of one object, asked in one session.
class Constraints {
public:
    explicit Constraints(const ConstrainedObject& of) : of_(of), session_(of.database), dialect_(session_.dialect()), backend_(session_.session().driver().name()) {}

    [[nodiscard]] std::vector<std::string> broken() {
        for (const ModelConstraint& one : state().constraints) {
            if (!applies_to(one.only, backend_)) continue;
            bool is_broken = false;
            if (one.kind == ConstraintKind::check) is_broken = breaks_check(text_for(one.expression, backend_));
            else if (one.kind == ConstraintKind::unique && !is_total(one)) is_broken = breaks_unique(one.fields, {}, text_for(one.where, backend_), one.nulls_distinct);
            if (is_broken) names_.push_back(state().constraint_name(one));
        }
        for (const ModelIndex& one : state().indexes) {
            if (!one.unique || !applies_to(one.only, backend_)) continue;
            std::vector<std::string> fields, expressions;
            for (const ModelIndexPart& part : one.parts) (part.field.empty() ? expressions : fields).push_back(part.field.empty() ? part.expression : part.field);
            if (breaks_unique(fields, expressions, text_for(one.where, backend_), true)) names_.push_back(state().index_name(one));
        }
        return std::move(names_);
    }

private:
    [[nodiscard]] const ModelState& state() const noexcept { return of_.model.state(); }
    [[nodiscard]] bool are_usable(const Fields& fields) const { return std::all_of(fields.begin(), fields.end(), [&](const FieldInfo* one) { return of_.is_usable(*one); }); }

    /// (SELECT value AS column, …) with the object's values; the server must know their types.
    [[nodiscard]] std::string row_sql(const Fields& fields, CellWriter& cells) {
        std::vector<std::string> types;
        if (dialect_.has("value.always_cast")) types = column_types(of_.model, fields, session_.session().driver());
        std::string sql = "(SELECT ";
        for (std::size_t i = 0; i < fields.size(); ++i) {
            if (i > 0) sql += ", ";
            if (!types.empty()) sql += "CAST(";
            dialect_.placeholder(sql, cells.size() + 1);
            if (!types.empty()) sql += fmt::format(" AS {})", types[i]);
            sql += " AS ";
            dialect_.quote(sql, fields[i]->column);
            add_value(*fields[i]->desc, of_.object, cells);
        }
        if (fields.empty()) sql += '1';
        return sql + ") rdb_row";
    }

    [[nodiscard]] bool has_row(const std::string& sql, const CellWriter& cells) {
        return session_.query(sql, cells, of_.model.table(), 1, [](const rdb_cell*) {}) > 0;
    }

    [[nodiscard]] bool breaks_check(const std::string& text) {
        if (text.empty()) return false;
        Fields named;
        const std::string expression = ColumnText(of_.model, dialect_, text, named).run();
        if (!are_usable(named)) return false;
        CellWriter cells;
        const std::string row = row_sql(named, cells);
        return has_row(fmt::format("SELECT 1 FROM {} WHERE NOT ({})", row, expression), cells);
    }

    [[nodiscard]] bool breaks_unique(const std::vector<std::string>& fields, const std::vector<std::string>& expressions, const std::string& condition, bool nulls_distinct) {
        Fields named;
        std::vector<std::string> parts;
        for (const std::string& name : fields) {
            const FieldInfo& field = of_.model.field(name);
            if (std::find(named.begin(), named.end(), &field) == named.end()) named.push_back(&field);
            parts.push_back(dialect_.quoted(field.column));
        }
        for (const std::string& text : expressions) parts.push_back('(' + ColumnText(of_.model, dialect_, text, named).run() + ')');
        const std::string where = condition.empty() ? std::string() : " WHERE " + ColumnText(of_.model, dialect_, condition, named).run();
        if (parts.empty() || !are_usable(named)) return false;
        std::string list;
        for (std::size_t i = 0; i < parts.size(); ++i) list += fmt::format("{}{} AS rdb_e{}", i > 0 ? ", " : "", parts[i], i);
        std::string keys;
        for (std::size_t i = 0; i < of_.model.key().size(); ++i) keys += fmt::format(", {} AS rdb_k{}", dialect_.quoted(of_.model.key()[i]->column), i);
        CellWriter cells;
        const std::string row = row_sql(named, cells);
        std::string sql = fmt::format("SELECT 1 FROM (SELECT {} FROM {}{}) rdb_new, (SELECT {}{} FROM {}{}) rdb_old WHERE ", list, row, where, list, keys, table_sql(of_.model, dialect_), where);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const std::string equal = fmt::format("rdb_old.rdb_e{0} = rdb_new.rdb_e{0}", i);
            sql += i > 0 ? " AND " : "";
            sql += nulls_distinct ? equal : fmt::format("({0} OR (rdb_old.rdb_e{1} IS NULL AND rdb_new.rdb_e{1} IS NULL))", equal, i);
        }
        if (of_.stored) {
            sql += " AND NOT (";
            for (std::size_t i = 0; i < of_.model.key().size(); ++i) {
                sql += fmt::format("{}rdb_old.rdb_k{} = ", i > 0 ? " AND " : "", i);
                dialect_.placeholder(sql, cells.size() + 1);
                of_.model.key()[i]->desc->get(of_.object, cells);
            }
            sql += ')';
        }
        return has_row(sql + " LIMIT 1", cells);
    }

    const ConstrainedObject& of_;
    WriteSession session_;
    const Dialect& dialect_;
    std::string backend_;
    std::vector<std::string> names_;
};

}  // namespace

bool is_total(const ModelConstraint& constraint) noexcept { return constraint.kind == ConstraintKind::unique && constraint.where.is_null(); }

std::vector<std::string> broken_constraints(const ConstrainedObject& object) {
    const auto& constraints = object.model.state().constraints;
    const auto& indexes = object.model.state().indexes;
    const bool any = std::any_of(constraints.begin(), constraints.end(), [](const ModelConstraint& one) { return one.kind != ConstraintKind::exclude && !is_total(one); }) ||
                     std::any_of(indexes.begin(), indexes.end(), [](const ModelIndex& one) { return one.unique; });
    return any ? Constraints(object).broken() : std::vector<std::string>();
}

}  // namespace reinhardt::db
