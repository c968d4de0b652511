#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include <reinhardt/db/migrations/optimizer/resources.hpp>

namespace reinhardt::db {
class AddField;
class AlterField;
}  // namespace reinhardt::db

namespace reinhardt::db::optimizer {

/// An operation whose turn it is, with what it needs of the state before it.
struct Incoming {
    OperationPtr operation;
    Facts facts;
    Accesses accesses;

    [[nodiscard]] std::string label() const { return operation->app + "." + operation->model_name(); }
};

struct FieldRename;

enum class Outcome : std::uint8_t {
    kept,      ///< nothing found: it becomes an operation of its own
    changed,   ///< an earlier operation went into it: try again
    absorbed,  ///< it went into an earlier one, or both are gone
};

/// Reduces a list of operations between two barriers, each when its turn comes: it looks up the few earlier operations on the same model,
/// field or name that it could go into. Rules per kind are in reduce_*.cpp.
class Reduction {
public:
    /// `has_extensions`: among the operations are some on extensions.
    Reduction(KnownModels& known, bool has_extensions) : known_(known) { resources_.has_extensions = has_extensions; }

    void add(const OperationPtr& operation);
    [[nodiscard]] std::vector<OperationPtr> result() const;

private:
    Outcome reduce(Incoming& incoming);
    // reduce_fields.cpp
    Outcome reduce_add_field(Incoming& incoming);
    Outcome reduce_alter_field(Incoming& incoming);
    Outcome reduce_remove_field(Incoming& incoming);
    // reduce_renames.cpp
    Outcome reduce_rename_field(Incoming& incoming);
    Outcome reduce_rename_model(Incoming& incoming);
    // reduce_models.cpp
    Outcome reduce_delete_model(Incoming& incoming);
    Outcome reduce_model_setting(Incoming& incoming, std::string_view part);
    Outcome into_create(const Incoming& incoming);
    // reduce_indexes.cpp
    Outcome reduce_add_index(Incoming& incoming);
    Outcome reduce_remove_index(Incoming& incoming);
    Outcome reduce_rename_index(Incoming& incoming);
    // reduce_constraints.cpp
    Outcome reduce_add_constraint(Incoming& incoming);
    Outcome reduce_alter_constraint(Incoming& incoming);
    Outcome reduce_remove_constraint(Incoming& incoming);
    // reduce_objects.cpp
    Outcome reduce_alter_enum(Incoming& incoming);
    Outcome reduce_drop_object(Incoming& incoming);
    /// The last operation on the enum, extension or collation, if it is limited to the same backends.
    [[nodiscard]] std::optional<NodeIndex> earlier_object(const Incoming& incoming);

    /// The resource that is a part of the operation's model.
    [[nodiscard]] ResourceId part(const Operation& operation, std::string_view name);
    /// The living CreateModel of the model among these operations.
    [[nodiscard]] std::optional<NodeIndex> creation(const std::string& label);
    /// The last operation that wrote this part of the incoming operation's model, if it is limited to the same backends.
    [[nodiscard]] std::optional<NodeIndex> earlier(const Incoming& incoming, std::string_view part_name);
    [[nodiscard]] bool same_backends(NodeIndex node, const Incoming& incoming) const;
    /// The incoming operation undoes `node`: both go if nothing has to stand between them.
    Outcome cancel(NodeIndex node, const Incoming& incoming);
    /// Puts `result` in the place of `node`, which takes the incoming operation in.
    Outcome join(NodeIndex node, const Incoming& incoming, const OperationPtr& result, const Facts& facts);
    /// As join(), for a result that touches what both touch.
    Outcome join_all(NodeIndex node, const Incoming& incoming, const OperationPtr& result);
    /// `node` goes into the incoming operation, which becomes `result`; kept when `node` has to stay where it is.
    Outcome pull(NodeIndex node, Incoming& incoming, const OperationPtr& result, Facts facts);
    /// Whether the model is known and its ordering does not name the field: else a rename, which ordering follows, has to stay.
    [[nodiscard]] bool ordering_spares(const std::string& label, const std::string& field) const;
    /// Operations that have to follow when a field that `definer` names gets another name; nullopt when one cannot.
    struct Rewritten {
        NodeIndex node;
        OperationPtr operation;
    };
    [[nodiscard]] std::optional<std::vector<Rewritten>> followers(const Incoming& incoming, NodeIndex definer, const FieldRename& rename);
    void remove(NodeIndex node);
    template <class Kind> [[nodiscard]] const Kind* as(NodeIndex node) const { return dynamic_cast<const Kind*>(order_.node(node).operation.get()); }
    template <class Kind> [[nodiscard]] static std::shared_ptr<Kind> copy_of(const Kind& operation) { return std::make_shared<Kind>(operation); }

    KnownModels& known_;
    OperationOrder order_;
    Resources resources_;
    std::unordered_map<Resources::Identity, NodeIndex> created_;
    std::unordered_map<Resources::Identity, std::size_t> pending_;  ///< operations on a model that did not go into its creation
    std::size_t renames_ = 0;                                       ///< renames that stand as operations of their own
};

// row_values.cpp: what existing rows hold decides whether two changes of a field are one.

/// AddField that leaves rows as the two would; nullptr when none does.
[[nodiscard]] OperationPtr add_and_alter(const AddField& add, const AlterField& alter);
/// AlterField in place of both; `old` is the field before the first, if known.
[[nodiscard]] OperationPtr alter_twice(const AlterField& first, const std::optional<Field>& old, const AlterField& second);

// rename_references.cpp

/// A field of a model under a new name.
struct FieldRename {
    std::string label, from, to;
    std::string old_column, new_column;  ///< empty when not known
};
/// The operation with every mention of the field changed; nullptr when that cannot be done for sure.
[[nodiscard]] OperationPtr with_field_renamed(const Operation& operation, const FieldRename& rename);
/// Points the field at `to` where it points at `from`, both labels.
void repoint(Field& field, const std::string& from, const std::string& to);
/// The operation with model `from` of `app` called `to`; nullptr when that cannot be done for sure.
[[nodiscard]] OperationPtr with_model_renamed(const Operation& operation, const Facts& facts, const std::string& app, const std::string& from, const std::string& to);

}  // namespace reinhardt::db::optimizer
