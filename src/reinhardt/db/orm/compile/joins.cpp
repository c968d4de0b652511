#include <reinhardt/db/orm/compile/joins.hpp>

#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db::compile {

Type type_of(const FieldDesc& field) {
    const FieldKind kind = field.kind == FieldKind::foreign_key || field.kind == FieldKind::one_to_one ? field.element : field.kind;
    Type made = type_of(kind, field.nullable());
    made.element = field.element;
    made.field = &field;
    if (kind == FieldKind::enumeration) {
        std::size_t count = 0;
        const Choice* choices = field.enum_choices != nullptr ? field.enum_choices(count) : nullptr;
        made.text = count != 0 && choices->is_text;
        if (!made.text) made.kind = FieldKind::int64;
    }
    return made;
}

std::size_t Joins::add_base(std::string alias, Sql from) {
    Source base;
    base.alias = std::move(alias);
    base.from = std::move(from);
    sources_.push_back(std::move(base));
    return 0;
}

std::size_t Joins::follow(Source wanted, JoinScope& scope, const std::string& prefix, std::size_t& counter) {
    for (std::size_t i = sources_.size(); i-- > 1;) {
        const Source& one = sources_[i];
        if (one.parent != wanted.parent || one.relation != wanted.relation || one.direction != wanted.direction) continue;
        if (one.many && !scope.all && (scope.mine >> i & 1) == 0) continue;
        scope.mine |= JoinSet{1} << i;
        return i;
    }
    if (sources_.size() >= most) throw Error(ErrorCode::query, "a query joins more than " + std::to_string(most) + " tables");
    wanted.left = wanted.nullable || sources_[wanted.parent].left;
    wanted.alias = prefix + std::to_string(counter++);
    sources_.push_back(std::move(wanted));
    scope.mine |= JoinSet{1} << (sources_.size() - 1);
    return sources_.size() - 1;
}

JoinSet Joins::path_to(std::size_t index) const noexcept {
    JoinSet set = 0;
    for (; index != 0; index = sources_[index].parent) set |= JoinSet{1} << index;
    return set;
}

bool Joins::may_be_null(std::size_t index) const noexcept {
    for (; index != 0; index = sources_[index].parent) {
        if (sources_[index].nullable) return true;
    }
    return false;
}

void Joins::demand(JoinSet inner) noexcept {
    for (std::size_t i = 1; i < sources_.size(); ++i) {
        if ((inner >> i & 1) == 0) continue;
        for (std::size_t at = i; at != 0; at = sources_[at].parent) sources_[at].left = false;
    }
}

bool Joins::has_many() const noexcept {
    for (const Source& source : sources_) {
        if (source.many) return true;
    }
    return false;
}

Sql Joins::render(const Dialect& dialect) const {
    Sql sql;
    for (std::size_t i = 0; i < sources_.size(); ++i) {
        const Source& source = sources_[i];
        if (i > 0) sql += source.left ? " LEFT JOIN " : " JOIN ";
        sql += source.from;
        if (!source.alias.empty()) (sql += ' ') += source.alias;
        if (i == 0) continue;
        (sql += " ON ") += source.alias;
        sql += '.';
        sql += dialect.quoted(source.column);
        (sql += " = ") += sources_[source.parent].alias;
        sql += '.';
        sql += dialect.quoted(source.parent_column);
    }
    return sql;
}

}  // namespace reinhardt::db::compile
