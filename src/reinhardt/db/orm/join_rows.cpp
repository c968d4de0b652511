#include <reinhardt/db/orm/join_rows.hpp>

#include <set>
#include <utility>

#include <fmt/format.h>

#include <reinhardt/db/orm/atomic.hpp>
#include <reinhardt/db/orm/write/key_lists.hpp>
#include <reinhardt/db/orm/write/write_sql.hpp>

namespace reinhardt::db {
namespace {

std::vector<RowValues> as_rows(const std::vector<Parameter>& keys) {
    std::vector<RowValues> rows;
    rows.reserve(keys.size());
    for (const Parameter& key : keys) rows.push_back({key});
    return rows;
}

/// Those of `keys` that are (not) among `others`, each once.
std::vector<Parameter> chosen(const std::vector<Parameter>& keys, const std::vector<Parameter>& others, bool among) {
    std::set<std::string> known, seen;
    for (const Parameter& one : others) known.insert(comparable_key({one}, 1));
    std::vector<Parameter> list;
    for (const Parameter& key : keys) {
        std::string text = comparable_key({key}, 1);
        if ((known.count(text) != 0) == among && seen.insert(std::move(text)).second) list.push_back(key);
    }
    return list;
}

}  // namespace

JoinRows::JoinRows(const RelationOwner& owner, const RelationPlace& place)
    : owner_(owner),
      place_(place),
      declaring_(place.kind == RelationPlace::Kind::many_to_many ? *place.owner : *place.target),
      reversed_(place.kind == RelationPlace::Kind::many_to_many_reversed),
      join_(declaring_.join_table(*place.field)),
      owner_column_(reversed_ ? join_.target_column : join_.source_column),
      other_column_(reversed_ ? join_.source_column : join_.target_column) {}

std::string_view JoinRows::alias() const { return owner_.database != nullptr ? std::string_view(*owner_.database) : default_database; }

template <class F>
void JoinRows::in_transaction(F run) {
    AtomicOptions options;
    options.savepoint = false;
    options.database = alias();
    atomic(
        [&] {
            WriteSession session(alias());
            run(session);
        },
        options);
}

void JoinRows::check_through() const {
    if (join_.through == nullptr) return;
    for (const FieldInfo* column : join_.through->columns()) {
        const FieldDesc& desc = *column->desc;
        const bool filled = column->column == owner_column_ || column->column == other_column_;
        const bool by_itself = column == join_.through->auto_key() || desc.nullable() || !desc.options.db_default.empty() || desc.options.default_value.kind != DefaultValue::Kind::none || !desc.options.expression.empty();
        if (filled || by_itself) continue;
        throw Error(ErrorCode::usage, fmt::format("'{}' goes through model {}, whose '{}' has no default", place_.field->name(), join_.through->label(), column->name()))
            .hint(fmt::format("save objects of {}", join_.through->label()));
    }
}

std::vector<Parameter> JoinRows::stored(WriteSession& session) const {
    const Dialect& dialect = session.dialect();
    std::string sql = fmt::format("SELECT {} FROM {} WHERE {} = ", dialect.quoted(other_column_), table_sql(join_.schema, join_.table, dialect), dialect.quoted(owner_column_));
    dialect.placeholder(sql, 1);
    CellWriter cells;
    cells.cell(owner_.key.cell());
    std::vector<Parameter> keys;
    session.query(sql, cells, join_.table, 1, [&](const rdb_cell* row) { keys.emplace_back(row[0]); });
    return keys;
}

void JoinRows::insert(WriteSession& session, const std::vector<Parameter>& keys) const {
    const Dialect& dialect = session.dialect();
    const std::size_t most = rows_in_list(dialect, 2);
    const std::string start = fmt::format("INSERT INTO {} ({}, {}) VALUES ", table_sql(join_.schema, join_.table, dialect), dialect.quoted(owner_column_), dialect.quoted(other_column_));
    const char* ignore = dialect.find("upsert.ignore");
    for (std::size_t from = 0; from < keys.size(); from += most) {
        const std::size_t count = std::min(most, keys.size() - from);
        std::string sql = start;
        CellWriter cells;
        for (std::size_t i = 0; i < count; ++i) {
            sql += fmt::format("{}({})", i == 0 ? "" : ", ", placeholders_sql(2 * i + 1, 2, dialect));
            cells.cell(owner_.key.cell());
            cells.cell(keys[from + i].cell());
        }
        if (ignore != nullptr) {
            sql += ' ';
            sql += Dialect::expand(ignore, {dialect.quoted(owner_column_)});
        }
        session.execute(sql, cells, join_.table);
    }
}

void JoinRows::erase(WriteSession& session, const std::vector<Parameter>& keys) const {
    const Dialect& dialect = session.dialect();
    std::string start = fmt::format("DELETE FROM {} WHERE {} = ", table_sql(join_.schema, join_.table, dialect), dialect.quoted(owner_column_));
    dialect.placeholder(start, 1);
    for_key_blocks(as_rows(keys), {other_column_}, dialect, [&](const std::string& condition, const CellWriter& cells) { session.execute(start + " AND " + condition, cells, join_.table); }, {owner_.key});
}

bool JoinRows::is_listened_to() const { return declaring_.desc().signals != nullptr && declaring_.desc().signals->m2m_changed.has_listeners(); }

/// The objects that listeners get have their keys alone.
void JoinRows::tell(Action action, const std::vector<Parameter>& keys) const {
    if (!is_listened_to()) return;
    const auto send = [&](const Parameter& object_key, std::vector<Parameter> others) {
        const auto object = declaring_.desc().make();
        declaring_.field("pk").desc->set(object.get(), object_key.cell());
        const RelationChange change{.action = action, .field = place_.field->name(), .reverse = reversed_, .keys = std::move(others), .database = alias()};
        declaring_.desc().signals->m2m_changed.send(object.get(), change);
    };
    if (!reversed_) return send(owner_.key, keys);
    for (const Parameter& key : keys) send(key, {owner_.key});
}

void JoinRows::add_missing(WriteSession& session, const std::vector<Parameter>& keys) {
    // Who listens is told of what really comes; and a server that cannot pass over rows that are there is not given them.
    // The rows of `through` need not be unique.
    const bool look = is_listened_to() || join_.through != nullptr || !session.dialect().has("upsert.ignore");
    const std::vector<Parameter> missing = chosen(keys, look ? stored(session) : std::vector<Parameter>(), false);
    if (missing.empty()) return;
    tell(Action::pre_add, missing);
    insert(session, missing);
    tell(Action::post_add, missing);
}

void JoinRows::remove_stored(WriteSession& session, const std::vector<Parameter>& keys) {
    if (keys.empty()) return;
    tell(Action::pre_remove, keys);
    erase(session, keys);
    tell(Action::post_remove, keys);
}

void JoinRows::add(const std::vector<Parameter>& keys) {
    check_through();
    if (keys.empty()) return;
    in_transaction([&](WriteSession& session) { add_missing(session, keys); });
}

void JoinRows::remove(const std::vector<Parameter>& keys) {
    if (keys.empty()) return;
    in_transaction([&](WriteSession& session) { remove_stored(session, is_listened_to() ? chosen(keys, stored(session), true) : keys); });
}

void JoinRows::set(const std::vector<Parameter>& keys) {
    check_through();
    in_transaction([&](WriteSession& session) {
        const std::vector<Parameter> before = stored(session);
        remove_stored(session, chosen(before, keys, false));
        if (const auto missing = chosen(keys, before, false); !missing.empty()) add_missing(session, missing);
    });
}

void JoinRows::clear() {
    in_transaction([&](WriteSession& session) {
        const Dialect& dialect = session.dialect();
        // From the other side each object hears that one was taken out of it.
        if (reversed_ && is_listened_to()) return remove_stored(session, stored(session));
        tell(Action::pre_clear, {});
        std::string sql = fmt::format("DELETE FROM {} WHERE {} = ", table_sql(join_.schema, join_.table, dialect), dialect.quoted(owner_column_));
        dialect.placeholder(sql, 1);
        CellWriter cells;
        cells.cell(owner_.key.cell());
        session.execute(sql, cells, join_.table);
        tell(Action::post_clear, {});
    });
}

}  // namespace reinhardt::db
