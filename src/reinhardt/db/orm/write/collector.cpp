#include <reinhardt/db/orm/write/collector.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <reinhardt/db/orm/compile/operand.hpp>
#include <reinhardt/db/orm/errors.hpp>
#include <reinhardt/db/orm/kept_alias.hpp>
#include <reinhardt/db/orm/write/instance.hpp>
#include <reinhardt/db/orm/write/signal_calls.hpp>
#include <reinhardt/db/orm/write/write_sql.hpp>

namespace reinhardt::db {
namespace {

bool is_to_many(const FieldInfo& field) noexcept { return field.desc->kind == FieldKind::many_to_many; }

/// A many-to-many field whose join table is nobody's model.
bool has_own_join(const ModelInfo& model, const FieldInfo& field) { return is_to_many(field) && field.desc->options.through.empty() && model.state().field(field.name()) != nullptr; }

bool is_followed(const ReverseRelation& relation) {
    if (is_to_many(*relation.field)) return has_own_join(*relation.source, *relation.field);
    const OnDelete rule = relation.field->desc->options.on_delete;
    return rule != OnDelete::none && rule != OnDelete::no_action;
}

/// Rows whose going others may be waiting for (RESTRICT) are to be known one by one.
bool has_restricting_field(const ModelInfo& model) {
    return std::any_of(model.columns().begin(), model.columns().end(), [](const FieldInfo* field) { return is_relation(field->desc->kind) && field->desc->options.on_delete == OnDelete::restrict; });
}

std::vector<std::string> names_of(const std::vector<const FieldInfo*>& fields) {
    std::vector<std::string> names;
    for (const FieldInfo* field : fields) names.push_back(field->column);
    return names;
}

/// The values that a relation refers to, of rows of its target; those without one are left out.
std::vector<RowValues> referred_values(const ModelInfo& target, const FieldInfo& referred, const std::vector<RowValues>& rows) {
    const std::vector<const FieldInfo*> columns = Collector::wanted(target);
    const auto at = static_cast<std::size_t>(std::find(columns.begin(), columns.end(), &referred) - columns.begin());
    std::vector<RowValues> values;
    for (const RowValues& row : rows) {
        if (at < row.size() && !row[at].is_null()) values.push_back({row[at]});
    }
    return values;
}

/// Whether the object has no row, though the server may take its key for that of one, whose followers would go.
bool is_of_another_row(const WritePlan& plan, const void* object, WriteSession& session) {
    const std::vector<const FieldInfo*>& key = plan.model().key();
    if (!plan.dialect().has("lookup.exact.text") || std::none_of(key.begin(), key.end(), [](const FieldInfo* field) { return compile::type_of(*field->desc).text; })) return false;
    const WriteStatement& statement = plan.select({});
    const CellScratch cells;
    add_values(object, statement, *cells);
    return session.query(statement.sql, *cells, plan.model().table(), 1, [](const rdb_cell*) {}) == 0;
}

/// Of a foreign key; NULL where it has none.
Parameter constant_default(const DefaultValue& value) {
    if (value.kind == DefaultValue::Kind::integer) return Parameter::of_integer(value.integer);
    if (value.kind == DefaultValue::Kind::text) return Parameter::of_text(std::string(value.text));
    return {};
}

std::string shown(const std::vector<RowValues>& rows, std::size_t width) {
    constexpr std::size_t most = 10;
    std::string text;
    for (std::size_t i = 0; i < rows.size() && i < most; ++i) {
        if (i != 0) text += ", ";
        for (std::size_t column = 0; column < width; ++column) {
            const Parameter& value = rows[i][column];
            if (column != 0) text += '/';
            text += value.is_text() ? "'" + value.text() + "'" : fmt::format("{}", value.integer());
        }
    }
    if (rows.size() > most) text += ", …";
    return text;
}

}  // namespace

bool Collector::deletes_at_once(const ModelInfo& model) { return !deletes_are_heard(model.desc()) && !has_followers(model); }

bool Collector::has_followers(const ModelInfo& model) {
    for (const FieldInfo& field : model.fields()) {
        if (has_own_join(model, field)) return true;
    }
    for (const ReverseRelation& relation : model.reverse()) {
        if (is_followed(relation)) return true;
    }
    return false;
}

std::vector<const FieldInfo*> Collector::wanted(const ModelInfo& model) {
    std::vector<const FieldInfo*> columns = model.key();
    for (const ReverseRelation& relation : model.reverse()) {
        if (is_to_many(*relation.field) || !is_followed(relation)) continue;
        const FieldInfo* referred = &ModelInfo::referred(*relation.field);
        if (std::find(columns.begin(), columns.end(), referred) == columns.end()) columns.push_back(referred);
    }
    return columns;
}

void Collector::collect(const ModelInfo& model, const std::vector<RowValues>& rows) {
    waiting_.emplace_back(&model, rows);
    while (!waiting_.empty()) {
        const auto next = std::move(waiting_.back());
        waiting_.pop_back();
        const auto before = static_cast<std::ptrdiff_t>(waiting_.size());
        take(*next.first, next.second);
        std::reverse(waiting_.begin() + before, waiting_.end());
    }
}

void Collector::take(const ModelInfo& model, const std::vector<RowValues>& rows) {
    const auto [place, added] = doomed_.try_emplace(&model);
    if (added) models_.push_back(&model);
    std::vector<RowValues> fresh;
    for (const RowValues& row : rows) {
        if (place->second.keys.insert(comparable_key(row, model.key().size())).second) fresh.push_back(row);
    }
    if (fresh.empty()) return;
    place->second.generations.push_back(fresh);
    if (void* const given = std::exchange(given_, nullptr)) place->second.objects.push_back(given);
    else if (deletes_are_heard(model.desc())) read_objects(model, fresh, place->second);
    if (std::exchange(without_followers_, false)) return;
    for (const FieldInfo& field : model.fields()) {
        if (has_own_join(model, field)) empty_join(model, field, false, fresh);
    }
    for (const ReverseRelation& relation : model.reverse()) {
        if (is_followed(relation)) follow(model, relation, fresh);
    }
}

void Collector::collect(const ModelInfo& model, void* object) {
    given_ = object;
    without_followers_ = is_of_another_row(WritePlan::of(model, dialect_), object, session_);
    const CellScratch cells;
    add_values(object, wanted(model), *cells);
    RowValues row;
    for (std::uint32_t i = 0; i < cells->size(); ++i) row.emplace_back(cells->data()[i]);
    collect(model, std::vector<RowValues>{std::move(row)});
}

void Collector::read_objects(const ModelInfo& model, const std::vector<RowValues>& rows, Doomed& into) {
    const auto store = std::make_shared<ObjectStore>(model.desc());
    ObjectList list = store->list();
    const WritePlan& plan = WritePlan::of(model, dialect_);
    const std::string head = "SELECT " + columns_sql(model.columns(), dialect_) + " FROM " + plan.table() + " WHERE ";
    for_key_blocks(rows, names_of(model.key()), dialect_, [&](const std::string& condition, const CellWriter& cells) {
        session_.query(head + condition, cells, model.table(), model.columns().size(), [&](const rdb_cell* row) {
            void* object = list.append();
            set_values(object, model.columns(), row);
            mark_stored(object, plan, kept_alias(session_.session().alias()));
        });
    });
    for (std::size_t i = 0; i < list.size(); ++i) into.objects.push_back(list.at(i));
    into.stores.push_back(store);
}

void Collector::follow(const ModelInfo& model, const ReverseRelation& relation, const std::vector<RowValues>& rows) {
    const ModelInfo& source = *relation.source;
    const FieldInfo& field = *relation.field;
    if (is_to_many(field)) return empty_join(source, field, true, rows);
    const std::vector<RowValues> values = referred_values(model, ModelInfo::referred(field), rows);
    if (values.empty()) return;
    switch (field.desc->options.on_delete) {
        case OnDelete::cascade: {
            if (deletes_at_once(source) && !has_restricting_field(source)) {
                at_once_.push_back({&source, source.label(), table_sql(source, dialect_), field.column, values});
                return;
            }
            std::vector<RowValues> found = select(source, field, values);
            if (found.empty()) return;
            before_.emplace(&source, &model);
            waiting_.emplace_back(&source, std::move(found));
            return;
        }
        case OnDelete::set_null:
        case OnDelete::set_default: changes_.push_back({&source, &field, values}); return;
        case OnDelete::restrict: {
            std::vector<RowValues> found = select(source, field, values);
            if (found.empty()) return;
            before_.emplace(&source, &model);
            restricted_.push_back({&source, &field, std::move(found)});
            return;
        }
        default: return;
    }
}

void Collector::empty_join(const ModelInfo& source, const FieldInfo& field, bool from_target, const std::vector<RowValues>& rows) {
    const JoinTable join = source.join_table(field);
    std::vector<RowValues> keys;
    for (const RowValues& row : rows) keys.push_back({row.front()});
    at_once_.push_back({nullptr, source.label() + "_" + std::string(field.name()), table_sql(join.schema, join.table, dialect_), from_target ? join.target_column : join.source_column, std::move(keys)});
}

std::vector<RowValues> Collector::select(const ModelInfo& model, const FieldInfo& by, const std::vector<RowValues>& values) {
    const std::vector<const FieldInfo*> columns = wanted(model);
    const std::string head = "SELECT " + columns_sql(columns, dialect_) + " FROM " + table_sql(model, dialect_) + " WHERE ";
    std::vector<RowValues> rows;
    const auto read = [&](const std::string& condition, const CellWriter& cells) {
        session_.query(head + condition, cells, model.table(), columns.size(), [&](const rdb_cell* row) {
            RowValues& made = rows.emplace_back();
            for (std::size_t i = 0; i < columns.size(); ++i) made.emplace_back(row[i]);
        });
    };
    for_key_blocks(values, {by.column}, dialect_, read, {}, KeyMatch::as_server);
    return rows;
}

void Collector::check_restricted() const {
    std::string message;
    for (const Restricted& one : restricted_) {
        const auto doomed = doomed_.find(one.model);
        const std::size_t width = one.model->key().size();
        std::vector<RowValues> staying;
        for (const RowValues& row : one.rows) {
            if (doomed == doomed_.end() || !doomed->second.keys.contains(comparable_key(row, width))) staying.push_back(row);
        }
        if (staying.empty()) continue;
        if (!message.empty()) message += "; ";
        message += fmt::format("{} {} of {} ({}) still {} to {} by '{}'", staying.size(), staying.size() == 1 ? "row" : "rows", one.model->label(), shown(staying, width),
                               staying.size() == 1 ? "refers" : "refer", ModelInfo::of(one.field->desc->relation.target()).label(), one.field->name());
    }
    if (message.empty()) return;
    RestrictedError error("nothing was deleted: " + message);
    error.hint("on_delete of these fields is RESTRICT: delete the rows first, or let them refer to others");
    throw error;
}

/// Rows that refer go before those that they refer to; within a circle those that were met last go first.
std::vector<const ModelInfo*> Collector::in_order() const {
    std::vector<const ModelInfo*> left(models_.rbegin(), models_.rend()), order;
    while (!left.empty()) {
        const auto waits = [&](const ModelInfo* model) {
            return std::any_of(left.begin(), left.end(), [&](const ModelInfo* other) { return other != model && before_.contains({other, model}); });
        };
        auto next = std::find_if_not(left.begin(), left.end(), waits);
        if (next == left.end()) {
            circular_.insert(left.begin(), left.end());
            next = left.begin();
        }
        order.push_back(*next);
        left.erase(next);
    }
    return order;
}

DeleteResult Collector::run() {
    check_restricted();
    const std::vector<const ModelInfo*> order = in_order();
    const DeleteInfo info{session_.session().alias()};
    for (const ModelInfo* model : order) {
        for (void* object : doomed_.at(model).objects) {
            if (model->desc().signals != nullptr) model->desc().signals->pre_delete.send(object, info);
        }
    }
    for (const Found& found : at_once_) remove(found);
    for (const Change& one : changes_) change(one);
    for (const ModelInfo* model : order) {
        const Doomed& doomed = doomed_.at(model);
        remove(*model, doomed);
        for (void* object : doomed.objects) {
            if (model->desc().signals != nullptr) model->desc().signals->post_delete.send(object, info);
        }
    }
    return std::move(result_);
}

void Collector::remove(const Found& found) {
    const auto run = [&](const std::string& condition, const CellWriter& cells) {
        count(found.label, session_.execute("DELETE FROM " + found.table + " WHERE " + condition, cells, found.table));
    };
    for_key_blocks(found.values, {found.column}, dialect_, run, {}, KeyMatch::as_server);
}

void Collector::change(const Change& change) {
    const std::string column = dialect_.quoted(change.field->column);
    const FieldOptions& options = change.field->desc->options;
    RowValues bound;
    std::string value;
    if (options.on_delete == OnDelete::set_default && !options.db_default.empty()) {
        value = "(" + std::string(options.db_default) + ")";
    } else {
        bound.push_back(options.on_delete == OnDelete::set_default ? constant_default(options.default_value) : Parameter());
        dialect_.placeholder(value, 1);
    }
    const std::string head = "UPDATE " + table_sql(*change.model, dialect_) + " SET " + column + " = " + value + " WHERE ";
    const auto run = [&](const std::string& condition, const CellWriter& cells) { session_.execute(head + condition, cells, change.model->table()); };
    for_key_blocks(change.values, {change.field->column}, dialect_, run, bound, KeyMatch::as_server);
}

void Collector::remove(const ModelInfo& model, const Doomed& doomed) {
    const std::string head = "DELETE FROM " + table_sql(model, dialect_) + " WHERE ";
    const bool in_circle = circular_.contains(&model) || before_.contains({&model, &model});
    const auto remove_rows = [&](const std::vector<RowValues>& rows) {
        for_key_blocks(rows, names_of(model.key()), dialect_, [&](const std::string& condition, const CellWriter& cells) {
            const std::int64_t gone = session_.execute(head + condition, cells, model.table());
            if (!in_circle) count(model.label(), gone);
        });
    };
    if (in_circle) count(model.label(), static_cast<std::int64_t>(doomed.keys.size()));
    if (before_.contains({&model, &model})) {
        for (auto rows = doomed.generations.rbegin(); rows != doomed.generations.rend(); ++rows) remove_rows(*rows);
        return;
    }
    std::vector<RowValues> all;
    for (const auto& rows : doomed.generations) all.insert(all.end(), rows.begin(), rows.end());
    remove_rows(all);
}

void Collector::count(const std::string& label, std::int64_t rows) {
    if (rows == 0) return;
    result_.total += rows;
    const auto known = std::find_if(result_.models.begin(), result_.models.end(), [&](const auto& entry) { return entry.first == label; });
    if (known != result_.models.end()) known->second += rows;
    else result_.models.emplace_back(label, rows);
}

}  // namespace reinhardt::db
