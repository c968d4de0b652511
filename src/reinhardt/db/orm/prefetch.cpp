#include <reinhardt/db/orm/prefetch.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <reinhardt/db/orm/query.hpp>
#include <reinhardt/db/orm/relation_place.hpp>
#include <reinhardt/db/orm/write/instance.hpp>
#include <reinhardt/db/orm/write/key_lists.hpp>

namespace reinhardt::db {
namespace {

constexpr std::string_view owner_name = "rdb_owner";

std::string text_of(const Parameter& key) { return comparable_key({key}, 1); }

Parameter value_of(const FieldInfo& field, const void* object) {
    CellWriter cells;
    field.desc->get(object, cells);
    return Parameter(cells.data()[0]);
}

/// As value_of, of an object that a query has read.
Parameter read_value(const ModelInfo& model, const FieldInfo& field, const void* object) {
    const InstanceState* state = state_of(model.desc(), object);
    if (state != nullptr && state->is_deferred(field.index)) {
        throw Error(ErrorCode::query, fmt::format("prefetch_related needs '{}' of objects of model {}, which were read without it", field.name(), model.label())).hint("name it in only(), or in the statement");
    }
    return value_of(field, object);
}

/// The field of the owner that a step along `member` starts from.
const FieldInfo& start_of(const ModelInfo& model, const FieldInfo& member) { return has_column(member.desc->kind) ? member : RelationPlace::of(model, *member.desc).owner_field(); }

/// Reads that field of the objects at `prefix` too.
void read_also(QueryState& state, const ModelInfo& model, const std::string& prefix, const FieldInfo& field) {
    std::erase_if(state.defer, [&](const std::string& one) { return one.starts_with(prefix) && model.find(std::string_view(one).substr(prefix.size())) == &field; });
    const bool chosen = std::any_of(state.only.begin(), state.only.end(), [&](const std::string& one) { return one.starts_with(prefix); });
    if (chosen) state.only.push_back(prefix + std::string(field.name()));
}

/// What the steps of `path` behind `done` start from. Steps that are none are told when they are gone.
void read_starts(QueryState& state, std::string_view path, std::size_t done = 0) {
    const ModelInfo* model = &ModelInfo::of(*state.model);
    for (std::size_t begin = done; begin <= path.size();) {
        const std::size_t end = std::min(path.find("__", begin), path.size());
        const FieldInfo* field = model->find(path.substr(begin, end - begin));
        if (field == nullptr || field->desc->relation.target == nullptr) return;
        read_also(state, *model, std::string(path.substr(done, begin - done)), start_of(*model, *field));
        model = &ModelInfo::of(field->desc->relation.target());
        begin = end + 2;
    }
}

/// Keys, each once, in the order they came.
class KeySet {
public:
    void add(const Parameter& key) {
        if (!key.is_null() && known_.emplace(text_of(key), true).second) keys_.push_back(key);
    }
    /// Calls `run(list)` for blocks of them, whose sizes are powers of two, so that few different statements are prepared; the last key is repeated.
    template <class F>
    void for_blocks(F run) const {
        constexpr std::size_t most = 512;
        for (std::size_t from = 0; from < keys_.size(); from += most) {
            const std::size_t count = std::min(most, keys_.size() - from);
            std::size_t padded = 1;
            while (padded < count) padded *= 2;
            std::vector<Expr> list;
            for (std::size_t i = 0; i < padded; ++i) list.push_back(expressions::make_value(keys_[from + std::min(i, count - 1)]));
            run(expressions::make_list(std::move(list)));
        }
    }

private:
    std::vector<Parameter> keys_;
    std::map<std::string, bool> known_;
};

Expr in_condition(const std::string& path, Expr list) { return expressions::make_named(ExprKind::filter, path + "__in", {std::move(list)}); }

/// One step of a path: from objects of one model to those of another.
class Step {
public:
    Step(const ModelInfo& model, const FieldInfo& field, std::shared_ptr<const QueryState> query, const std::string* database) : model_(model), field_(field), query_(std::move(query)), database_(database) {}

    /// What the objects have then on the other side.
    [[nodiscard]] std::vector<void*> run(const std::vector<void*>& objects) const { return has_column(field_.desc->kind) ? to_one(objects) : to_many(objects); }

private:
    /// `key`: the field of the target that its objects are told apart by, if it is theirs.
    [[nodiscard]] Query start(const ModelInfo& target, const FieldInfo* key) const {
        Query query = query_ != nullptr ? Query(query_) : Query(target.desc());
        QueryState& state = query.own();
        if (state.model != &target.desc()) throw Error(ErrorCode::query, fmt::format("prefetch of '{}': its query is of model {}, not of {}", field_.name(), ModelInfo::of(*state.model).label(), target.label()));
        if (state.database.empty() && database_ != nullptr) state.database = *database_;
        if (key != nullptr) read_also(state, target, {}, *key);
        return query;
    }

    [[nodiscard]] std::vector<void*> to_one(const std::vector<void*>& objects) const {
        const RelationDesc& relation = field_.desc->relation;
        const FieldInfo& referred = ModelInfo::referred(field_);
        KeySet keys;
        for (void* object : objects) {
            if (relation.attached(field_.desc->member(object)) == nullptr) keys.add(read_value(model_, field_, object));
        }
        std::map<std::string, std::shared_ptr<void>> found;
        const Query base = start(ModelInfo::of(relation.target()), &referred);
        if (base.state()->limit || base.state()->offset) {
            throw Error(ErrorCode::query, fmt::format("prefetch of '{}': its query is cut by limit or offset, and each object refers to one", field_.name()));
        }
        keys.for_blocks([&](Expr list) {
            Query query = base;
            query.add_condition(in_condition(std::string(referred.name()), std::move(list)), false);
            const auto store = std::make_shared<ObjectStore>(relation.target());
            ObjectList rows = store->list();
            query.read_all(rows);
            for (std::size_t i = 0; i < rows.size(); ++i) found.emplace(text_of(value_of(referred, rows.at(i))), std::shared_ptr<void>(store, rows.at(i)));
        });
        std::vector<void*> next;
        for (void* object : objects) {
            if (relation.attached(field_.desc->member(object)) == nullptr) {
                const auto at = found.find(text_of(value_of(field_, object)));
                if (at != found.end()) relation.attach(field_.desc->member(object), at->second);
            }
            if (const auto there = relation.attached(field_.desc->member(object))) next.push_back(there.get());
        }
        // Objects that are shared by several are gone on from once.
        std::sort(next.begin(), next.end());
        next.erase(std::unique(next.begin(), next.end()), next.end());
        return next;
    }

    /// A slice is of each object's rows.
    void slice_each(Query& query, const std::string& path) const {
        QueryState& state = query.own();
        if (!state.limit && !state.offset) return;
        if (!state.distinct_on.empty()) {
            throw Error(ErrorCode::query, fmt::format("prefetch of '{}': its query is cut by limit or offset, and distinct by some fields", field_.name()));
        }
        const std::uint64_t from = state.offset.value_or(0);
        state.slices = QuerySlices{path, from, state.limit && *state.limit < UINT64_MAX - from ? from + *state.limit : UINT64_MAX};
        state.limit.reset();
        state.offset.reset();
    }

    [[nodiscard]] std::vector<void*> to_many(const std::vector<void*>& objects) const {
        const RelationPlace place = RelationPlace::of(model_, *field_.desc);
        const FieldInfo& key = place.owner_field();
        KeySet keys;
        const RelationDesc& relation = field_.desc->relation;
        std::map<std::string, std::shared_ptr<RelatedList>> lists;
        for (void* object : objects) {
            const Parameter value = read_value(model_, key, object);
            keys.add(value);
            if (auto& list = lists[text_of(value)]; list == nullptr) list = relation.make_list();
        }
        Query base = start(*place.target, place.is_many_to_many() ? nullptr : place.field);
        const std::shared_ptr<void> owner = model_.desc().make();
        const std::string path = place.path_to_owner();
        slice_each(base, path);
        keys.for_blocks([&](Expr list) {
            Query query = base;
            query.add_condition(in_condition(path, std::move(list)), false);
            const std::shared_ptr<RelatedList> read = relation.make_list();
            ObjectList rows = read->list();
            std::vector<Parameter> owners;
            if (place.is_many_to_many()) {
                query.own().annotations.push_back({std::string(owner_name), F(path), true, query.state()->conditions.size()});
                std::vector<Row> values;
                query.read_with(rows, values);
                // In the form that objects have it: servers give a key in their own.
                for (const Row& one : values) {
                    key.desc->set(owner.get(), one[owner_name].cell());
                    owners.push_back(value_of(key, owner.get()));
                }
            } else {
                query.read_all(rows);
                for (std::size_t i = 0; i < rows.size(); ++i) owners.push_back(value_of(*place.field, rows.at(i)));
            }
            for (std::size_t i = 0; i < owners.size(); ++i) {
                if (const auto at = lists.find(text_of(owners[i])); at != lists.end()) at->second->take(*read, i);
            }
        });
        std::vector<void*> next;
        std::map<std::string, bool> given;
        for (void* object : objects) {
            const std::string text = text_of(value_of(key, object));
            const std::shared_ptr<RelatedList>& related = lists[text];
            // An object that is there twice shares its list.
            relation.attach_all(field_.desc->member(object), related);
            if (!given.emplace(text, true).second) continue;
            const ObjectList list = related->list();
            for (std::size_t i = 0; i < list.size(); ++i) next.push_back(list.at(i));
        }
        return next;
    }

    const ModelInfo& model_;
    const FieldInfo& field_;
    std::shared_ptr<const QueryState> query_;
    const std::string* database_;
};

/// The query of a step with what the paths that go on from there start from.
std::shared_ptr<const QueryState> with_starts(const std::shared_ptr<const QueryState>& query, const std::string& until, const std::vector<QueryPrefetch>& wanted) {
    if (query->only.empty() && query->defer.empty()) return query;
    auto made = std::make_shared<QueryState>(*query);
    for (const QueryPrefetch& one : wanted) {
        if (one.path.starts_with(until + "__")) read_starts(*made, one.path, until.size() + 2);
    }
    return made;
}

struct Reached {
    const ModelInfo* model = nullptr;
    std::vector<void*> objects;
};

}  // namespace

const QueryState& read_for_prefetch(const QueryState& state, std::optional<QueryState>& own) {
    if (state.prefetch.empty() || (state.only.empty() && state.defer.empty())) return state;
    own = state;
    for (const QueryPrefetch& one : state.prefetch) read_starts(*own, one.path);
    return *own;
}

void prefetch(const ModelDesc& model, const std::vector<void*>& objects, const std::vector<QueryPrefetch>& wanted, const std::string* database) {
    std::map<std::string, Reached> reached;
    for (const QueryPrefetch& one : wanted) {
        Reached at{&ModelInfo::of(model), objects};
        for (std::size_t begin = 0; begin <= one.path.size();) {
            const std::size_t end = std::min(one.path.find("__", begin), one.path.size());
            const std::string until = one.path.substr(0, end);
            const bool last = end == one.path.size();
            const FieldInfo& field = at.model->field(one.path.substr(begin, end - begin));
            if (field.desc->relation.target == nullptr) throw Error(ErrorCode::query, fmt::format("prefetch_related: '{}' of model {} is no relation", field.name(), at.model->label()));
            begin = end + 2;
            if (const auto found = reached.find(until); found != reached.end()) {
                if (last && one.query != nullptr) throw Error(ErrorCode::query, fmt::format("prefetch_related: '{}' was read already without that query", until)).hint("name it with its query first");
                at = found->second;
                continue;
            }
            static const std::shared_ptr<const QueryState> no_query;
            const std::shared_ptr<const QueryState>& own = last ? one.query : no_query;
            const Step step(*at.model, field, own != nullptr ? with_starts(own, until, wanted) : own, database);
            at = {&ModelInfo::of(field.desc->relation.target()), at.objects.empty() ? std::vector<void*>() : step.run(at.objects)};
            reached.emplace(until, at);
        }
    }
}

}  // namespace reinhardt::db
