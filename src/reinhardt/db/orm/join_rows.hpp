#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/orm/relation_place.hpp>
#include <reinhardt/db/orm/signals.hpp>
#include <reinhardt/db/orm/write/write_session.hpp>

namespace reinhardt::db {

/// The rows of a join table that belong to one object. Each change is one transaction and tells m2m_changed of the model that declares the relation.
class JoinRows {
public:
    JoinRows(const RelationOwner& owner, const RelationPlace& place);

    /// Error(usage) when the rows need values that only the program knows (a `through` model).
    void add(const std::vector<Parameter>& keys);
    void remove(const std::vector<Parameter>& keys);
    void set(const std::vector<Parameter>& keys);
    void clear();

private:
    using Action = RelationChange::Action;
    void check_through() const;
    [[nodiscard]] std::string_view alias() const;
    template <class F>
    void in_transaction(F run);
    [[nodiscard]] std::vector<Parameter> stored(WriteSession& session) const;
    void insert(WriteSession& session, const std::vector<Parameter>& keys) const;
    void erase(WriteSession& session, const std::vector<Parameter>& keys) const;
    void add_missing(WriteSession& session, const std::vector<Parameter>& keys);
    void remove_stored(WriteSession& session, const std::vector<Parameter>& keys);
    [[nodiscard]] bool is_listened_to() const;
    void tell(Action action, const std::vector<Parameter>& keys) const;

    const RelationOwner& owner_;
    const RelationPlace& place_;
    const ModelInfo& declaring_;
    bool reversed_;
    JoinTable join_;
    std::string owner_column_, other_column_;
};

}  // namespace reinhardt::db
