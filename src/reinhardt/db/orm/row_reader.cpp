#include <reinhardt/db/orm/row_reader.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <reinhardt/db/orm/kept_alias.hpp>
#include <reinhardt/db/orm/write/instance.hpp>
#include <reinhardt/db/orm/write/write_session.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {
namespace {

// Of a block of rows.
constexpr std::uint32_t most_rows = 64, most_cells = 1'024, few_rows = 2;

}  // namespace

std::string_view alias_of(const QueryState& state) noexcept { return state.database.empty() ? default_database : std::string_view(state.database); }

RowReader::RowReader(const QueryState& state, const compile::ReadPlan& plan, Session::Sharing sharing) : state_(state), session_(alias_of(state), sharing), alias_(kept_alias(alias_of(state))) {
    start(compile::prepare(state, dialect_of(session_.connection()), plan), sharing, plan.what == compile::ReadPlan::What::rows ? plan.at_most : 1);
    if (!state.raw.empty() && statement_ && plan.what == compile::ReadPlan::What::rows) match_raw_columns();
}

RowReader::RowReader(const QueryState& state, const std::vector<QueryAnnotation>& aggregates) : state_(state), session_(alias_of(state)), alias_(kept_alias(alias_of(state))) {
    compile::Prepared prepared;
    auto query = std::make_shared<const compile::CompiledQuery>(compile::compile_aggregate(state, aggregates, dialect_of(session_.connection())));
    for (const compile::Bound& one : query->values) prepared.values.push_back(&one.parameter());
    prepared.query = std::move(query);
    start(std::move(prepared), Session::Sharing::shared, 1);
}

RowReader::~RowReader() = default;

void RowReader::start(compile::Prepared prepared, Session::Sharing sharing, std::optional<std::uint64_t> at_most) {
    shared_ = std::move(prepared.query);
    query_ = shared_.get();
    names_ = query_->names;
    ended_ = query_->nothing;
    if (ended_) return;
    if (query_->locks && !session_.in_transaction()) throw Error(ErrorCode::usage, "select_for_update outside of a transaction would lock nothing").hint("put it into atomic()");
    if (query_->changes) changed_.reserve(prepared.values.size());  // cells point into them
    const CellScratch cells;
    for (std::size_t i = 0; i < prepared.values.size(); ++i) {
        const compile::Change change = query_->values[i].change;
        if (change == compile::Change::none) cells->cell(prepared.values[i]->cell());
        else cells->cell(changed_.emplace_back(compile::changed(*prepared.values[i], change)).cell());
    }
    statement_.emplace(session_.statements().get(query_->sql));
    // Texts stay where they are: in the query, whose rows are read while it lives.
    Statement::Run run = Statement::Run::borrow;
    // Whoever shares the connection reads to the end at once; rows that are read bit by bit are streamed on one of their own, of which a transaction and a pool
    // of one connection have none.
    const bool streams = sharing == Session::Sharing::apart ? session_.is_apart() : !at_most;
    if (streams) run = run | Statement::Run::stream;
    if (sharing != Session::Sharing::apart) run = run | Statement::Run::all;
    (*statement_)->bind(cells->data(), cells->size(), run);
    make_block(at_most);
    if (query_->objects.size() > 1) made_.resize(query_->objects.size());
}

void RowReader::make_block(std::optional<std::uint64_t> at_most) {
    width_ = std::max<std::uint32_t>((*statement_)->column_count(), 1);
    // A driver may copy texts of all but the last row of a block: one of a few has no other behind it.
    block_rows_ = at_most && *at_most <= few_rows ? 1 : std::clamp<std::uint32_t>(most_cells / width_, 1, most_rows);
    const std::size_t cells = static_cast<std::size_t>(width_) * block_rows_;
    if (cells > few_cells_.size()) more_cells_ = std::make_unique_for_overwrite<rdb_cell[]>(cells);
    block_ = more_cells_ ? more_cells_.get() : few_cells_.data();
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
    for (const FieldInfo& field : model.fields()) {
        const bool is_left_out = (own.deferred[field.index / 64] >> (field.index % 64) & 1) != 0;
        if (is_left_out && field.desc->leave_out != nullptr) own.left_out.push_back(field.desc);
        if (field.desc->relation.from != nullptr || field.desc->relation.own != nullptr) own.relations.push_back(field.desc);
    }
    names_ = std::move(names);
    const bool objects = !state_.grouped_by_key;  // rows() makes none
    for (const FieldInfo* key : model.key()) {
        if (objects && std::find(own.fields.begin(), own.fields.end(), key) == own.fields.end()) throw Error(ErrorCode::query, fmt::format("raw SQL for model {} gives no column '{}', its key", model.label(), key->column));
    }
    query->objects.push_back(std::move(own));
    shared_ = std::move(query);
    query_ = shared_.get();
}

bool RowReader::next() {
    if (++at_row_ < rows_) {
        row_ += width_;
        return true;
    }
    if (ended_) return false;
    rows_ = (*statement_)->fetch(block_, block_rows_);
    at_row_ = 0;
    row_ = block_;
    ended_ = rows_ == 0;
    return !ended_;
}

void RowReader::finish_object(const compile::CompiledObject& object, void* made) const {
    const ModelDesc& desc = object.model->desc();
    if (InstanceState* state = desc.state != nullptr ? desc.state(made) : nullptr) {
        state->database = alias_;
        state->deferred[0] = object.deferred[0];
        state->deferred[1] = object.deferred[1];
    }
    const auto owner_of = [&](const FieldDesc& field) -> RelationOwner {
        CellWriter key;
        if (object.model->key().size() == 1) object.model->key().front()->desc->get(made, key);
        else key.null();
        return {&desc, &field, Parameter(*key.data()), alias_};
    };
    for (const FieldDesc* field : object.relations) {
        if (field->relation.from != nullptr) field->relation.from(field->member(made), alias_, field->to_field());
        if (field->relation.own != nullptr) field->relation.own(field->member(made), owner_of(*field));
    }
    for (const FieldDesc* field : object.left_out) field->leave_out(field->member(made), owner_of(*field));
}

void RowReader::set_fields(const compile::CompiledObject& object, void* made) {
    reading_ = &object;
    const std::size_t count = object.fields.size();
    const FieldInfo* const* fields = object.fields.data();
    if (object.places.empty()) {
        const rdb_cell* cells = row_ + object.first;
        for (at_ = 0; at_ < count; ++at_) fields[at_]->desc->set(made, cells[at_]);
    } else {
        for (at_ = 0; at_ < count; ++at_) fields[at_]->desc->set(made, row_[object.places[at_]]);
    }
    finish_object(object, made);
}

/// Those of select_related; the row's own is there.
void RowReader::related_objects() {
    for (std::size_t i = 1; i < query_->objects.size(); ++i) {
        const compile::CompiledObject& one = query_->objects[i];
        made_[i] = nullptr;
        if (made_[one.parent] == nullptr) continue;
        const RelationDesc& relation = one.relation->desc->relation;
        void* const member = one.relation->desc->member(made_[one.parent]);
        const bool there = std::none_of(one.key_columns.begin(), one.key_columns.end(), [&](std::size_t key) { return row_[key].tag == RDB_NULL; });
        if (relation.attach_all != nullptr) {
            // The other side of a one-to-one field keeps a list of one, or of none.
            std::shared_ptr<RelatedList> list = relation.make_list();
            if (there) set_fields(one, made_[i] = list->list().append());
            relation.attach_all(member, std::move(list));
        } else if (there) {
            std::shared_ptr<void> own = one.model->desc().make();
            set_fields(one, made_[i] = own.get());
            relation.attach(member, std::move(own));
        }
    }
}

void RowReader::object(void* into) {
    try {
        if (query_->objects.empty()) return;
        set_fields(query_->objects.front(), into);
        if (made_.empty()) return;
        made_.front() = into;
        related_objects();
    } catch (const Error& error) {
        if (reading_ == nullptr || at_ >= reading_->fields.size()) throw;
        Error named(error.code(), fmt::format("{}.{}: {}", reading_->model->label(), reading_->fields[at_]->name(), error.what()));
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
