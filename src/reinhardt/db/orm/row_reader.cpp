#include <reinhardt/db/orm/row_reader.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <reinhardt/db/orm/kept_alias.hpp>
#include <reinhardt/db/orm/write/instance.hpp>
#include <reinhardt/db/orm/write/write_session.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {
namespace {

std::string_view alias_of(const QueryState& state) { return state.database.empty() ? default_database : std::string_view(state.database); }

}  // namespace

RowReader::RowReader(const QueryState& state, const compile::ReadPlan& plan, Session::Sharing sharing) : state_(state), session_(alias_of(state), sharing), alias_(kept_alias(alias_of(state))) {
    start(compile::prepare(state, dialect_of(session_.connection()), plan), sharing);
}

RowReader::RowReader(const QueryState& state, const std::vector<QueryAnnotation>& aggregates) : state_(state), session_(alias_of(state)), alias_(kept_alias(alias_of(state))) {
    compile::Prepared prepared;
    auto query = std::make_shared<const compile::CompiledQuery>(compile::compile_aggregate(state, aggregates, dialect_of(session_.connection())));
    for (const compile::Bound& one : query->values) prepared.values.push_back(&one.parameter());
    prepared.query = std::move(query);
    start(std::move(prepared), Session::Sharing::shared);
}

RowReader::~RowReader() = default;

void RowReader::start(compile::Prepared prepared, Session::Sharing sharing) {
    shared_ = std::move(prepared.query);
    query_ = shared_.get();
    names_ = query_->names;
    ended_ = query_->nothing;
    if (ended_) return;
    if (query_->locks && !session_.in_transaction()) throw Error(ErrorCode::usage, "select_for_update outside of a transaction would lock nothing").hint("put it into atomic()");
    changed_.reserve(prepared.values.size());
    const CellScratch cells;
    for (std::size_t i = 0; i < prepared.values.size(); ++i) {
        const compile::Change change = query_->values[i].change;
        if (change == compile::Change::none) cells->cell(prepared.values[i]->cell());
        else cells->cell(changed_.emplace_back(compile::changed(*prepared.values[i], change)).cell());
    }
    statement_.emplace(session_.statements().get(query_->sql));
    // Texts stay where they are: in the query, whose rows are read while it lives.
    Statement::Run run = Statement::Run::borrow;
    if (sharing == Session::Sharing::apart && !session_.in_transaction()) run = run | Statement::Run::stream;
    (*statement_)->bind(cells->data(), cells->size(), run);
    row_.resize(std::max<std::size_t>((*statement_)->column_count(), 1));
    if (!state_.raw.empty()) match_raw_columns();
    made_.resize(query_->objects.size());
}

/// The columns of a statement of one's own, by their names: fields, and what is left over as annotations.
void RowReader::match_raw_columns() {
    const ModelInfo& model = ModelInfo::of(*state_.model);
    auto query = std::make_shared<compile::CompiledQuery>(*query_);
    compile::CompiledObject own;
    own.model = &model;
    auto names = std::make_shared<std::vector<std::string>>();
    for (const FieldInfo* field : model.columns()) own.deferred[field->index / 64] |= std::uint64_t{1} << (field->index % 64);
    for (std::uint32_t i = 0; i < (*statement_)->column_count(); ++i) {
        const std::string name = (*statement_)->column_name(i);
        const auto& columns = model.columns();
        const auto found = std::find_if(columns.begin(), columns.end(), [&](const FieldInfo* field) { return field->column == name || field->name() == name; });
        names->push_back(name);
        query->columns.push_back({name, i, std::nullopt});
        if (found == columns.end()) continue;
        own.fields.push_back(*found);
        own.places.push_back(i);
        own.deferred[(*found)->index / 64] &= ~(std::uint64_t{1} << ((*found)->index % 64));
    }
    for (const FieldInfo* field : model.columns()) {
        const bool is_read = std::find(own.fields.begin(), own.fields.end(), field) != own.fields.end();
        if (field->desc->loaded != nullptr && !is_read) own.relations.push_back(field->desc);
    }
    names_ = std::move(names);
    for (const FieldInfo* key : model.key()) {
        if (std::find(own.fields.begin(), own.fields.end(), key) == own.fields.end()) throw Error(ErrorCode::query, fmt::format("raw SQL for model {} gives no column '{}', its key", model.label(), key->column));
    }
    query->objects.push_back(std::move(own));
    shared_ = std::move(query);
    query_ = shared_.get();
}

bool RowReader::next() {
    if (ended_) return false;
    if ((*statement_)->fetch(row_.data(), 1) == 1) return true;
    ended_ = true;
    return false;
}

void RowReader::finish_object(const compile::CompiledObject& object, void* made) const {
    const ModelDesc& desc = object.model->desc();
    if (InstanceState* state = desc.state != nullptr ? desc.state(made) : nullptr) {
        state->database = alias_;
        state->deferred[0] = object.deferred[0];
        state->deferred[1] = object.deferred[1];
    }
    for (const FieldDesc* field : object.relations) {
        if (field->relation.from != nullptr) field->relation.from(field->member(made), alias_);
        if (field->relation.own == nullptr) continue;
        CellWriter key;
        if (object.model->key().size() == 1) object.model->key().front()->desc->get(made, key);
        else key.null();
        field->relation.own(field->member(made), {&desc, field, Parameter(*key.data()), alias_});
    }
}

void RowReader::object(void* into) {
    const compile::CompiledObject* reading = nullptr;
    try {
        for (std::size_t i = 0; i < query_->objects.size(); ++i) {
            const compile::CompiledObject& one = query_->objects[i];
            reading = &one;
            std::shared_ptr<void> own;
            made_[i] = i == 0 ? into : nullptr;
            if (i != 0) {
                bool there = made_[one.parent] != nullptr;
                for (const std::size_t key : one.key_columns) there = there && row_[key].tag != RDB_NULL;
                if (!there) continue;
                own = one.model->desc().make();
                made_[i] = own.get();
            }
            const rdb_cell* cells = row_.data() + one.first;
            if (one.places.empty()) {
                for (at_ = 0; at_ < one.fields.size(); ++at_) one.fields[at_]->desc->set(made_[i], cells[at_]);
            } else {
                for (at_ = 0; at_ < one.fields.size(); ++at_) one.fields[at_]->desc->set(made_[i], row_[one.places[at_]]);
            }
            finish_object(one, made_[i]);
            if (i != 0) one.relation->desc->relation.attach(one.relation->desc->member(made_[one.parent]), std::move(own));
        }
    } catch (const Error& error) {
        if (reading == nullptr || at_ >= reading->fields.size()) throw;
        Error named(error.code(), fmt::format("{}.{}: {}", reading->model->label(), reading->fields[at_]->name(), error.what()));
        throw named.hint(error.hint());
    }
}

Row RowReader::row() const {
    std::vector<Parameter> values;
    values.reserve(query_->columns.size());
    for (const compile::CompiledColumn& one : query_->columns) values.emplace_back(row_[one.index]);
    return Row(names_, std::move(values));
}

Row RowReader::row_of_nothing(const std::vector<QueryAnnotation>& aggregates) const {
    std::vector<Parameter> values;
    for (const QueryAnnotation& one : aggregates) {
        const bool counts = !one.value.empty() && one.value.node().kind == ExprKind::aggregate && one.value.node().text == "Count";
        values.push_back(counts ? Parameter::of_integer(0) : Parameter());
    }
    return Row(names_, std::move(values));
}

}  // namespace reinhardt::db
