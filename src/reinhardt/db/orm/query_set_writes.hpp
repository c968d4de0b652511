#pragma once

#include <concepts>
#include <initializer_list>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <reinhardt/db/orm/lookup.hpp>
#include <reinhardt/db/orm/object.hpp>

namespace reinhardt::db {

template <class M>
class QuerySet;

/// What query sets write.
template <class M>
class QuerySetWrites {
public:
    /// update(Post::field_views() = Post::field_views() + 1, …); the number of rows that the conditions matched. One statement; no signals but post_bulk.
    template <std::same_as<Assignment>... More>
    std::int64_t update(Assignment first, More... more) const {
        return query().update({std::move(first), std::move(more)...});
    }
    /// Deletes the rows and what refers to them, as on_delete says, in one transaction. RestrictedError.
    DeleteResult remove() const { return query().remove(); }

    // Of models with REINHARDT_SOFT_DELETABLE (mixins.hpp).
    [[nodiscard]] QuerySet<M> alive() const
        requires requires(M& object) { object.deleted_at.reset(); }
    {
        return with_deleted_at(true);
    }
    [[nodiscard]] QuerySet<M> deleted() const
        requires requires(M& object) { object.deleted_at.reset(); }
    {
        return with_deleted_at(false);
    }

    /// Inserts the object: it gets its key.
    M create(M object) const {
        save(object, {.force_insert = true, .database = query().state()->database});
        return object;
    }
    /// The row whose fields are `by`, else a new one of `by` and `defaults`; whether it is new. Safe against others that do the same at the same time
    /// where a unique constraint covers `by`. Error(query) for several rows.
    std::pair<M, bool> get_or_create(std::initializer_list<Assignment> by, std::initializer_list<Assignment> defaults = {}) const {
        std::pair<M, bool> made{};
        made.second = query().get_or_create(by, defaults, &made.first);
        return made;
    }
    /// The row whose fields are `by`, with `values` set, else a new one of both; whether it is new. The row is locked meanwhile where the server can.
    std::pair<M, bool> update_or_create(std::initializer_list<Assignment> by, std::initializer_list<Assignment> values) const {
        std::pair<M, bool> made{};
        made.second = query().update_or_create(by, values, values, &made.first);
        return made;
    }
    /// The same with other values for a new row.
    std::pair<M, bool> update_or_create(std::initializer_list<Assignment> by, std::initializer_list<Assignment> values, std::initializer_list<Assignment> new_values) const {
        std::pair<M, bool> made{};
        made.second = query().update_or_create(by, values, new_values, &made.first);
        return made;
    }

    /// Inserts many objects, all or none, by the fastest way of the driver. They get their keys with `returning_pk`. An error names the object's index.
    void bulk_create(std::span<M> objects, const BulkCreateOptions& options = {}) const {
        bulk_create_objects(model_of<M>::desc, span_of(objects), options, query().state()->database);
    }
    void bulk_create(std::vector<M>&& objects, const BulkCreateOptions& options = {}) const { bulk_create(std::span<M>(objects), options); }
    /// Writes these fields of many objects, found by their keys among the rows of the query, all or none; the number of rows found. Error(usage) for a
    /// field that was not read.
    std::int64_t bulk_update(std::span<M> objects, std::initializer_list<Name<M>> fields, std::size_t batch = 0) const {
        std::vector<std::string> names;
        for (const Name<M>& field : fields) names.emplace_back(field.text());
        return bulk_update_objects(*query().state(), span_of(objects), names, batch);
    }

private:
    [[nodiscard]] const Query& query() const noexcept { return static_cast<const QuerySet<M>*>(this)->query(); }
    [[nodiscard]] QuerySet<M> with_deleted_at(bool null) const {
        return static_cast<const QuerySet<M>*>(this)->filter(expressions::make_static(ExprKind::path, "deleted_at").is_null(null));
    }
    [[nodiscard]] static ObjectSpan span_of(std::span<M> objects) noexcept { return {objects.data(), sizeof(M), objects.size()}; }
};

}  // namespace reinhardt::db
