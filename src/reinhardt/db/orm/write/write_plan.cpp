#include <reinhardt/db/orm/write/write_plan.hpp>

#include <algorithm>
#include <mutex>

#include <reinhardt/db/orm/compile/operand.hpp>
#include <reinhardt/db/orm/initial_value.hpp>
#include <reinhardt/db/orm/write/write_sql.hpp>

namespace reinhardt::db {
namespace {

bool is_generated(const FieldDesc& field) noexcept { return !field.options.expression.empty(); }

/// Whether a value that no program gives stands for "not set" where the database has a default: the epoch and the nil UUID do, zero and "" do not.
bool initial_means_unset(const FieldDesc& field) noexcept {
    return field.optional || field.kind == FieldKind::datetime || field.kind == FieldKind::date || field.kind == FieldKind::uuid;
}

/// A default that the database computes for a number, a bool or a text: what a new object has may be meant, or not.
bool is_unclear(const FieldDesc& field) noexcept {
    const bool is_number = field.kind == FieldKind::boolean || field.kind == FieldKind::int16 || field.kind == FieldKind::int32 || field.kind == FieldKind::int64 || field.kind == FieldKind::real;
    return (is_number || field.kind == FieldKind::text) && !field.optional && detail::sql_constant(field.options.db_default).kind == DefaultValue::Kind::none;
}

struct Plans {
    std::shared_mutex mutex;
    std::map<std::pair<const ModelInfo*, const Dialect*>, std::unique_ptr<WritePlan>> made;
};

const WritePlan& find_or_make(const ModelInfo& model, const Dialect& dialect) {
    static auto& plans = *new Plans;
    const std::pair key(&model, &dialect);
    {
        const std::shared_lock lock(plans.mutex);
        if (const auto found = plans.made.find(key); found != plans.made.end()) return *found->second;
    }
    auto made = std::make_unique<WritePlan>(model, dialect);
    const std::unique_lock lock(plans.mutex);
    return *plans.made.emplace(key, std::move(made)).first->second;
}

}  // namespace

const WritePlan& WritePlan::of(const ModelDesc& model, const Dialect& dialect) {
    // Those that the thread used last: found without a lock.
    constexpr std::size_t slots = 16;
    thread_local const WritePlan* recent[slots] = {};
    const WritePlan*& slot = recent[reinterpret_cast<std::uintptr_t>(&model) / sizeof(ModelDesc) % slots];
    if (slot == nullptr || &slot->model_.desc() != &model || &slot->dialect_ != &dialect) slot = &find_or_make(ModelInfo::of(model), dialect);
    return *slot;
}

WritePlan::WritePlan(const ModelInfo& model, const Dialect& dialect) : model_(model), dialect_(dialect), table_(table_sql(model, dialect)), blank_(model.desc().make()) {
    for (const FieldInfo& field : model.fields()) {
        const FieldDesc& desc = *field.desc;
        if (is_relation(desc.kind)) relations_.push_back(&field);
        if (!desc.in_database()) continue;
        if (is_generated(desc)) {
            generated_.push_back(&field);
            continue;
        }
        written_.add(field.index);
        if (!desc.options.primary_key) updated_.add(field.index);
        if (desc.options.auto_now || desc.options.auto_now_add) moments_.push_back(&field);
        const bool has_default = desc.options.default_value.kind != DefaultValue::Kind::none;
        const bool made = !desc.options.db_default.empty();
        if (&field == model.auto_key() || (made && (desc.options.primary_key || (initial_means_unset(desc) && !has_default)))) defaulted_.push_back({&field, value_of(field, blank_.get()).value_or(Parameter())});
        else if (made && !has_default && is_unclear(desc) && model.desc().state != nullptr) unclear_.push_back({&field, value_of(field, blank_.get()).value_or(Parameter())});
        if (desc.options.primary_key) key_is_made_ = key_is_made_ || made || has_default;
    }
    is_uuid_keyed_ = model.key().size() == 1 && model.key().front()->desc->kind == FieldKind::uuid && !key_is_made_;
    if (defaulted_.size() != 1 || defaulted_.front().field != model.auto_key()) return;
    const Parameter& unset = defaulted_.front().unset;
    if (model.auto_key()->desc->encode == &detail::encode_member<std::int64_t> && unset.tag() == RDB_INT && unset.integer() == 0) counted_key_ = model.auto_key();
}

std::optional<Parameter> WritePlan::value_of(const FieldInfo& field, const void* object) {
    CellWriter out;
    if (field.desc->kind != FieldKind::enumeration) {
        field.desc->get(object, out);
        return Parameter(out.data()[0]);
    }
    try {
        field.desc->get(object, out);
        return Parameter(out.data()[0]);
    } catch (const Error&) {
        return std::nullopt;
    }
}

bool WritePlan::is_initial(const FieldInfo& field, const void* object) const { return value_of(field, object) == value_of(field, blank_.get()); }

const WriteStatement& WritePlan::keep(Kept& kept, const FieldSet& fields, WriteStatement (WritePlan::*make)(const FieldSet&) const) const {
    const WriteStatement* recent = kept.recent.load(std::memory_order_acquire);
    if (recent != nullptr && recent->fields == fields) return *recent;
    {
        const std::shared_lock lock(mutex_);
        if (const auto found = kept.all.find(fields); found != kept.all.end()) {
            kept.recent.store(found->second.get(), std::memory_order_release);
            return *found->second;
        }
    }
    auto made = std::make_unique<WriteStatement>((this->*make)(fields));
    made->is_plain = std::all_of(made->parameters.begin(), made->parameters.end(), [](const FieldInfo* field) { return field->desc->to_field() == nullptr; });
    const std::unique_lock lock(mutex_);
    return *kept.all.emplace(fields, std::move(made)).first->second;
}

const WriteStatement& WritePlan::insert(const FieldSet& fields) const { return keep(inserts_, fields, &WritePlan::make_insert); }
const WriteStatement& WritePlan::update(const FieldSet& fields) const { return keep(updates_, fields, &WritePlan::make_update); }
const WriteStatement& WritePlan::select(const FieldSet& fields) const { return keep(selects_, fields, &WritePlan::make_select); }

WriteStatement WritePlan::make_insert(const FieldSet& fields) const {
    WriteStatement made;
    made.fields = fields;
    made.sql = "INSERT INTO " + table_;
    made.results = generated_;
    for (const FieldInfo* field : model_.columns()) {
        if (fields.has(field->index)) made.parameters.push_back(field);
    }
    for (const Defaulted& one : defaulted_) {
        if (!fields.has(one.field->index)) made.results.push_back(one.field);
    }
    if (made.parameters.empty()) {
        made.sql += ' ';
        made.sql += dialect_.need("insert.default_values", "INSERT of a row of defaults");
    } else {
        made.sql += " (" + columns_sql(made.parameters, dialect_) + ") VALUES (" + placeholders_sql(1, made.parameters.size(), dialect_) + ")";
    }
    if (made.results.empty()) return made;
    const bool counted = model_.auto_key() != nullptr && !fields.has(model_.auto_key()->index) && dialect_.has("insert.last_id");
    const char* returning = dialect_.find("insert.returning");
    if (counted && (returning == nullptr || made.results.size() == 1)) {
        made.read_back = WriteStatement::ReadBack::last_id;
    } else if (returning != nullptr) {
        made.read_back = WriteStatement::ReadBack::rows;
        made.sql += " " + Dialect::expand(returning, {columns_sql(made.results, dialect_)});
    } else {
        made.read_back = WriteStatement::ReadBack::select;
    }
    return made;
}

WriteStatement WritePlan::make_update(const FieldSet& fields) const {
    WriteStatement made;
    made.fields = fields;
    made.sql = "UPDATE " + table_ + " SET ";
    for (const FieldInfo* field : model_.columns()) {
        if (!fields.has(field->index)) continue;
        if (!made.parameters.empty()) made.sql += ", ";
        made.parameters.push_back(field);
        dialect_.quote(made.sql, field->column);
        made.sql += " = ";
        dialect_.placeholder(made.sql, made.parameters.size());
    }
    add_key_condition(made);
    if (generated_.empty()) return made;
    made.results = generated_;
    made.read_back = WriteStatement::ReadBack::select;
    const char* returning = dialect_.find("update.returning");
    if (returning == nullptr) return made;
    made.read_back = WriteStatement::ReadBack::rows;
    made.sql += " " + Dialect::expand(returning, {columns_sql(made.results, dialect_)});
    return made;
}

WriteStatement WritePlan::make_select(const FieldSet& fields) const {
    WriteStatement made;
    made.fields = fields;
    for (const FieldInfo* field : model_.columns()) {
        if (fields.has(field->index)) made.results.push_back(field);
    }
    made.sql = "SELECT " + (made.results.empty() ? std::string("1") : columns_sql(made.results, dialect_)) + " FROM " + table_;
    add_key_condition(made);
    made.read_back = WriteStatement::ReadBack::rows;
    return made;
}

void WritePlan::add_key_condition(WriteStatement& statement) const {
    const char* word = " WHERE ";
    for (const FieldInfo* field : model_.key()) {
        statement.sql += std::exchange(word, " AND ");
        const char* const exact = compile::type_of(*field->desc).text ? dialect_.find("lookup.exact.text") : nullptr;
        const std::size_t times = add_comparison(statement.sql, exact != nullptr ? exact : "%1 = %2", dialect_.quoted(field->column), statement.parameters.size() + 1, 1, dialect_);
        statement.parameters.insert(statement.parameters.end(), times, field);
    }
}

}  // namespace reinhardt::db
