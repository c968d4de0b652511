#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <reinhardt/db/orm/lookup.hpp>
#include <reinhardt/db/orm/query.hpp>
#include <reinhardt/db/orm/types/date_time.hpp>

namespace reinhardt::db {

template <class M>
class QuerySet;

/// Puts each row into the object of `target` at its place, whose fields are columns of the row under the same names. Error(query) for a field that is no column.
void rows_into(const std::vector<Row>& rows, const ModelDesc& target, const ObjectSpan& into);

/// What in_bulk() gives: objects by their keys.
template <class K, class M>
class Bulk {
public:
    explicit Bulk(std::map<K, M> found) : found_(std::move(found)) {}
    [[nodiscard]] const M* find(const K& key) const {
        const auto at = found_.find(key);
        return at != found_.end() ? &at->second : nullptr;
    }
    [[nodiscard]] bool contains(const K& key) const { return find(key) != nullptr; }
    [[nodiscard]] std::size_t size() const noexcept { return found_.size(); }
    [[nodiscard]] auto begin() const noexcept { return found_.begin(); }
    [[nodiscard]] auto end() const noexcept { return found_.end(); }

private:
    std::map<K, M> found_;
};

/// A page of cursor_page(); `next` and `previous` are tokens for its options, empty where there is no such page.
template <class M>
struct Page {
    std::vector<M> rows;
    std::string next, previous;
};

/// Rows read in blocks while they are used: for (const User& user : User::objects().iterate(500)). Memory holds one block; the connection is busy
/// until the loop ends. Goes once.
template <class M>
class Iteration {
public:
    Iteration(const Query& query, std::size_t block) : reader_(query.open(block)) {}
    class Iterator {
    public:
        explicit Iterator(Iteration* from) : from_(from) {}
        [[nodiscard]] M& operator*() const { return from_->block_[from_->at_]; }
        Iterator& operator++() {
            from_->step();
            return *this;
        }
        [[nodiscard]] bool at_end() const noexcept { return from_->done_; }
        friend bool operator!=(const Iterator& it, std::nullptr_t) { return !it.at_end(); }

    private:
        Iteration* from_;
    };
    [[nodiscard]] Iterator begin() {
        step();
        return Iterator(this);
    }
    [[nodiscard]] std::nullptr_t end() const noexcept { return nullptr; }

private:
    void step() {
        if (++at_ < block_.size()) return;
        block_.clear();
        at_ = 0;
        ObjectList list = list_of(block_);
        done_ = !reader_->next(list);
    }
    std::unique_ptr<BlockReader> reader_;
    std::vector<M> block_;
    std::size_t at_ = SIZE_MAX;
    bool done_ = false;
};

/// What query sets read beside objects.
template <class M>
class QuerySetReads {
    template <class T, class Model>
    struct name_for {
        using type = Name<Model>;
    };

public:
    /// Rows of these fields (all, when none is named) in place of objects, for rows(), values_list and subqueries; annotations behind it are
    /// computed for each group of equal values.
    [[nodiscard]] QuerySet<M> values(Name<M> a = {}, Name<M> b = {}, Name<M> c = {}, Name<M> d = {}, Name<M> e = {}, Name<M> f = {}, Name<M> g = {}, Name<M> h = {}) const { return of_values({a.text(), b.text(), c.text(), d.text(), e.text(), f.text(), g.text(), h.text()}); }
    /// values_list<std::string, std::int32_t>("name", "age"): tuples of these types.
    template <class... T>
        requires(sizeof...(T) > 0)
    [[nodiscard]] std::vector<std::tuple<T...>> values_list(typename name_for<T, M>::type... names) const {
        return tuples<T...>(of_values({names.text()...}).rows(), std::index_sequence_for<T...>());
    }
    /// values_list(User::field_name(), User::field_age()): tuples of the fields' types.
    template <class... T>
        requires(sizeof...(T) > 0)
    [[nodiscard]] std::vector<std::tuple<T...>> values_list(const FieldRef<M, T>&... fields) const {
        return tuples<T...>(of_values({fields.name()...}).rows(), std::index_sequence_for<T...>());
    }
    /// The values of one field.
    template <class T>
    [[nodiscard]] std::vector<T> flat_list(Name<M> field) const {
        std::vector<T> list;
        for (const Row& row : of_values({field.text()}).rows()) list.push_back(row.template get<T>(0));
        return list;
    }
    template <class T>
    [[nodiscard]] std::vector<T> flat_list(const FieldRef<M, T>& field) const {
        return flat_list<T>(Name<M>(field));
    }

    /// Rows as objects of D, a struct with REINHARDT_ROW, whose fields are named as fields or annotations of this query.
    template <class D>
    [[nodiscard]] std::vector<D> into() const {
        return objects_of<D>(query().rows());
    }
    /// Objects with their annotations beside them.
    template <class D>
    [[nodiscard]] std::vector<std::pair<M, D>> with() const {
        std::vector<M> objects;
        std::vector<Row> rows;
        ObjectList into = list_of(objects);
        query().read_with(into, rows);
        std::vector<D> others = objects_of<D>(rows);
        std::vector<std::pair<M, D>> list;
        for (std::size_t i = 0; i < rows.size(); ++i) list.emplace_back(std::move(objects[i]), std::move(others[i]));
        return list;
    }

    /// The objects with these keys (tuples, where the key is several fields); those that are not there are missing.
    template <class K>
    [[nodiscard]] Bulk<K, M> in_bulk(const std::vector<K>& keys) const {
        std::map<K, M> found;
        for (M& object : self().filter(expressions::make_named(ExprKind::filter, "pk__in", {lookup_value(keys)})).all()) {
            K key = key_as<K>(object);
            found.emplace(std::move(key), std::move(object));
        }
        return Bulk<K, M>(std::move(found));
    }
    template <class K>
    [[nodiscard]] Bulk<K, M> in_bulk(std::initializer_list<K> keys) const {
        return in_bulk(std::vector<K>(keys));
    }

    /// The different days ("day"), weeks, months, years that a field has, NULL left out, in order.
    [[nodiscard]] std::vector<Date> dates(Name<M> field, std::string_view part, bool descending = false) const { return moments<Date>(field, part, descending, true); }
    /// The same of moments, down to "second".
    [[nodiscard]] std::vector<DateTime> datetimes(Name<M> field, std::string_view part, bool descending = false) const { return moments<DateTime>(field, part, descending, false); }

    /// The first by that field. NotFound.
    [[nodiscard]] M earliest(Name<M> field) const { return extreme(field, false); }
    [[nodiscard]] M latest(Name<M> field) const { return extreme(field, true); }
    /// Whether the object is one of the rows.
    [[nodiscard]] bool contains(const M& object) const { return self().filter(expressions::make_filter_of("pk", compared_value(&model_of<M>::desc, "pk", model_of<M>::desc, &object))).exists(); }

    // Common table expressions: a query with a name in front of this one.
    /// Its rows are read by from_cte(), or stand beside those of another query by join_cte().
    template <class Q>
    [[nodiscard]] QuerySet<M> with_cte(std::string_view name, const Q& rows) const { return of_ctes(name, rows.state(), nullptr, false); }
    /// `start`, then what `next` adds to the rows before it, which it joins under the same name, until there is no more:
    ///
    ///     auto next = Place::objects().join_cte("tree", "parent", "id").annotate("depth", db::F("tree__depth") + 1);
    ///     Place::objects().with_recursive("tree", roots.annotate("depth", db::Value(0)), next).from_cte("tree").filter(db::F("depth") < 3)
    ///
    /// `distinct`: a row that was there already is not gone on from, so that circles end.
    template <class A, class B>
    [[nodiscard]] QuerySet<M> with_recursive(std::string_view name, const A& start, const B& next, bool distinct = false) const { return of_ctes(name, start.state(), next.state(), distinct); }
    /// Rows of the CTE in place of the table's. What it has beside the model's fields is an annotation here.
    [[nodiscard]] QuerySet<M> from_cte(std::string_view name) const {
        Query made = query();
        made.own().from_cte = name;
        return QuerySet<M>(std::move(made));
    }
    /// Rows of the CTE whose `column` is equal to `field`; its columns are F("name__column") then. `outer`: rows without any stay.
    [[nodiscard]] QuerySet<M> join_cte(std::string_view name, Name<M> field, std::string_view column, bool outer = false) const {
        Query made = query();
        made.own().cte_joins.push_back({std::string(name), std::string(field.text()), std::string(column), outer});
        return QuerySet<M>(std::move(made));
    }

    /// The rows one after another, `block` of them in memory.
    [[nodiscard]] Iteration<M> iterate(std::size_t block = 500) const { return Iteration<M>(query(), block); }

    /// The page behind the token `after` or before `before`, or the first one, in the query's order with the key behind it. The order's terms must be
    /// columns of the model. A page stays where it was whatever is inserted before it. Error(usage) for a token of another order or none at all.
    [[nodiscard]] Page<M> cursor_page(const CursorOptions& options = {}) const {
        Page<M> page;
        const std::size_t count = query().read_page(options, list_of(page.rows), page.next, page.previous);
        if (page.rows.size() > count) page.rows.pop_back();
        for (std::size_t i = 0; !options.before.empty() && i < count / 2; ++i) std::swap(page.rows[i], page.rows[count - 1 - i]);
        return page;
    }

private:
    [[nodiscard]] const QuerySet<M>& self() const noexcept { return *static_cast<const QuerySet<M>*>(this); }
    [[nodiscard]] const Query& query() const noexcept { return self().query(); }
    template <class K>
    [[nodiscard]] static K key_as(const M& object) {
        K key{};
        if constexpr (lookups::row_width<K> != 0) {
            const std::vector<Parameter> row = key_row(model_of<M>::desc, &object, lookups::row_width<K>);
            std::size_t at = 0;
            std::apply([&](auto&... parts) { (type_adapter<std::remove_cvref_t<decltype(parts)>>::decode(row[at++].cell(), parts), ...); }, key);
        } else {
            const Parameter value = key_of(model_of<M>::desc, &object);
            type_adapter<K>::decode(value.cell(), key);
        }
        return key;
    }
    template <class D>
    [[nodiscard]] static std::vector<D> objects_of(const std::vector<Row>& rows) {
        std::vector<D> list(rows.size());
        rows_into(rows, model_of<D>::desc, {list.data(), sizeof(D), list.size()});
        return list;
    }
    [[nodiscard]] QuerySet<M> of_values(std::initializer_list<std::string_view> names) const {
        Query made = query();
        made.set_values(names);
        return QuerySet<M>(std::move(made));
    }
    [[nodiscard]] QuerySet<M> of_ctes(std::string_view name, std::shared_ptr<const QueryState> first, std::shared_ptr<const QueryState> recursive, bool distinct) const {
        Query made = query();
        made.own().ctes.push_back({std::string(name), std::move(first), std::move(recursive), distinct});
        return QuerySet<M>(std::move(made));
    }
    template <class... T, std::size_t... I>
    [[nodiscard]] static std::vector<std::tuple<T...>> tuples(const std::vector<Row>& rows, std::index_sequence<I...>) {
        std::vector<std::tuple<T...>> list;
        list.reserve(rows.size());
        for (const Row& row : rows) list.emplace_back(row.get<T>(I)...);
        return list;
    }
    template <class T>
    [[nodiscard]] std::vector<T> moments(Name<M> field, std::string_view part, bool descending, bool days) const {
        Query made = query();
        made.set_moments(field.text(), part, descending, days);
        std::vector<T> list;
        for (const Row& row : made.rows()) list.push_back(row.template get<T>(0));
        return list;
    }
    [[nodiscard]] M extreme(const Name<M>& field, bool last) const {
        Query made = query();
        made.set_order(field.text());
        M object{};
        if (!made.read_first(&object, last)) made.no_row();
        return object;
    }
};

}  // namespace reinhardt::db
