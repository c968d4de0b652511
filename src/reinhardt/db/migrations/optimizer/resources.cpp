#include <reinhardt/db/migrations/optimizer/resources.hpp>

#include <reinhardt/db/migrations/operations/operations.hpp>
#include <reinhardt/db/state/enum_uses.hpp>
#include <reinhardt/db/state/reader.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db::optimizer {

namespace {

/// Gathers the uses of one operation; two different uses of one resource are a write.
class Collector {
public:
    Collector(const Operation& operation, const Facts& facts, bool complete, Resources& resources)
        : operation_(operation), facts_(facts), complete_(complete), resources_(resources), model_(resources.model(operation.app + "." + operation.model_name())) {}

    Accesses run() {
        // Types, functions and operator classes of an extension are names like others: anything may use them.
        if (resources_.has_extensions) use_global(makes_extension(operation_) ? Touch::write : Touch::read, "#extensions");
        if (const std::string name = object_resource(operation_); !name.empty()) {
            const bool alters = dynamic_cast<const AlterEnum*>(&operation_) != nullptr;
            use_global(Touch::write, name);
            use_global(alters ? Touch::read : Touch::write, name + "#there");
            return std::move(accesses_);
        }
        if (const auto* create = dynamic_cast<const CreateModel*>(&operation_)) return take(&Collector::create_model, *create);
        if (const auto* remove = dynamic_cast<const DeleteModel*>(&operation_)) return take(&Collector::delete_model, *remove);
        if (const auto* rename = dynamic_cast<const RenameModel*>(&operation_)) return take(&Collector::rename_model, *rename);
        if (const auto* move = dynamic_cast<const MoveModel*>(&operation_)) return take(&Collector::move_model, *move);
        use(Touch::read);
        if (const auto* add = dynamic_cast<const AddField*>(&operation_)) return take(&Collector::add_field, *add);
        if (const auto* alter = dynamic_cast<const AlterField*>(&operation_)) return take(&Collector::alter_field, *alter);
        if (const auto* remove = dynamic_cast<const RemoveField*>(&operation_)) return take(&Collector::remove_field, *remove);
        if (const auto* rename = dynamic_cast<const RenameField*>(&operation_)) return take(&Collector::rename_field, *rename);
        if (const auto* add = dynamic_cast<const AddIndex*>(&operation_)) return take(&Collector::add_index, *add);
        if (const auto* remove = dynamic_cast<const RemoveIndex*>(&operation_)) return take(&Collector::remove_index, *remove);
        if (const auto* rename = dynamic_cast<const RenameIndex*>(&operation_)) return take(&Collector::rename_index, *rename);
        if (const auto* add = dynamic_cast<const AddConstraint*>(&operation_)) return take(&Collector::add_constraint, *add);
        if (const auto* alter = dynamic_cast<const AlterConstraint*>(&operation_)) return take(&Collector::alter_constraint, *alter);
        if (const auto* remove = dynamic_cast<const RemoveConstraint*>(&operation_)) return take(&Collector::remove_constraint, *remove);
        if (const auto* table = dynamic_cast<const AlterModelTable*>(&operation_)) return take(&Collector::alter_table, *table);
        if (dynamic_cast<const AlterModelOptions*>(&operation_) != nullptr) {
            use(Touch::write, "#options");
        } else if (const auto* key = dynamic_cast<const AlterPrimaryKey*>(&operation_)) {
            use(Touch::write, "#key");
            for (const auto& field : key->fields) use(Touch::write, "f:" + field);
        } else {
            use(Touch::write);  // of no kind that is known here
        }
        return std::move(accesses_);
    }

private:
    template <class Kind> Accesses take(void (Collector::*collect)(const Kind&), const Kind& operation) {
        (this->*collect)(operation);
        return std::move(accesses_);
    }

    void add(ResourceId resource, Touch touch) {
        for (auto& access : accesses_) {
            if (access.resource != resource) continue;
            if (access.touch != touch) access.touch = Touch::write;
            return;
        }
        accesses_.push_back({resource, touch, 0});
    }
    void use(Touch touch, std::string_view part = {}) { add(resources_.of(model_, part), touch); }
    void use_global(Touch touch, std::string_view name) { add(resources_.global(name), touch); }

    /// Without the state before, anything may have referred to anything.
    void use_unknown(Touch touch) {
        if (!complete_) use_global(touch, "#unknown");
    }

    void collation(const std::string& name) {
        if (!name.empty()) use_global(Touch::read, "collation:" + name + "#there");
    }

    /// An enum: its values do not matter where the field that is of it goes.
    void enumeration(const std::string& label, bool goes) {
        if (label.empty()) return;
        use_global(Touch::read, "enum:" + label + "#there");
        if (!goes) use_global(Touch::read, "enum:" + label);
    }

    /// The enum and the collation that a field is of; the models, and the field of one, that a relation needs.
    void relation(const Field& field, bool goes = false) {
        enumeration(enum_of(field), goes);
        collation(field.attributes.text_or("collation"));
        if (!field.is_relation()) return;
        for (const auto& target : {field.to(), field.through()}) {
            if (target.empty()) continue;
            const auto other = resources_.model(target);
            if (other != model_) add(resources_.of(other), Touch::read);
        }
        if (const std::string to = field.attributes.text_or("to_field"); !to.empty()) add(resources_.of(resources_.model(field.to()), "f:" + to), Touch::read);
        if (const std::string table = field.attributes.text_or("table"); !table.empty()) use_global(Touch::write, "t:" + table);
    }

    /// Columns that an SQL text names.
    void expression(const Value& text_or_object) {
        if (text_or_object.is_text()) {
            for (const auto& name : identifiers_in(text_or_object.as_text())) column(Touch::read, name);
            use(Touch::read, "*");
        } else if (text_or_object.is_object()) {
            for (const auto& member : text_or_object.as_object()) expression(member.value);
        }
    }

    void column(Touch touch, std::string_view name) { use(touch, "c:" + lower(name)); }

    /// A field by its name, with the columns that it has or may have. Without a definition any expression may name its column.
    void field(const std::string& name, const Field* definition, bool goes = false) {
        use(Touch::write, "f:" + name);
        column(Touch::write, name);
        column(Touch::write, name + "_id");
        if (definition == nullptr) return use(Touch::alter, "*");
        if (definition->has_column()) column(Touch::write, definition->column());
        relation(*definition, goes);
        if (const Value* text = definition->attributes.find("expression"); text != nullptr && definition->is_generated()) expression(*text);
        for (const std::string_view key : {"content_type", "object_id"}) {
            if (definition->type == "GenericForeignKey") use(Touch::read, "f:" + definition->attributes.text_or(key));
        }
        if (definition->primary_key()) use(Touch::write, "#key");
    }

    void create_model(const CreateModel& create) {
        use(Touch::write);
        use_global(Touch::write, "t:" + create.model.table_name());
        for (const auto& made : create.model.fields) relation(made);
        for (const auto& index : create.model.indexes) {
            for (const auto& part : index.parts) collation(part.collation);
            if (!index.name.empty()) use_global(Touch::write, "n:" + index.name);
        }
        for (const auto& constraint : create.model.constraints) {
            if (!constraint.name.empty()) use_global(Touch::write, "n:" + constraint.name);
        }
    }

    void delete_model(const DeleteModel&) {
        use(Touch::write);
        use_unknown(Touch::write);
        if (facts_.old_model == nullptr) return;
        use_global(Touch::write, "t:" + facts_.old_model->table_name());
        for (const auto& gone : facts_.old_model->fields) relation(gone, true);
        for (const auto& index : facts_.old_model->indexes) {
            if (!index.name.empty()) use_global(Touch::write, "n:" + index.name);
        }
        for (const auto& constraint : facts_.old_model->constraints) {
            if (!constraint.name.empty()) use_global(Touch::write, "n:" + constraint.name);
        }
    }

    void rename_model(const RenameModel& rename) { relabel(rename.app, rename.from, rename.app, rename.to); }
    void move_model(const MoveModel& move) { relabel(move.app, move.name, move.to_app, move.name); }

    void relabel(const std::string& from_app, const std::string& from, const std::string& to_app, const std::string& to) {
        use(Touch::write);
        add(resources_.of(resources_.model(to_app + "." + to)), Touch::write);
        ModelState named;
        named.app = from_app;
        named.name = from;
        use_global(Touch::write, "t:" + named.table_name());
        named.app = to_app;
        named.name = to;
        use_global(Touch::write, "t:" + named.table_name());
        use_unknown(Touch::read);
    }

    void add_field(const AddField& operation) {
        field(operation.field.name, &operation.field);
        use(Touch::write, "#columns");
        use_unknown(Touch::read);
    }

    void alter_field(const AlterField& operation) {
        field(operation.field.name, &operation.field);
        field(operation.field.name, facts_.old_field ? &*facts_.old_field : nullptr, true);
        use_unknown(Touch::read);
        // A field may be altered or removed as it is since it is, or is not, the key at this point.
        use(Touch::alter, "#key");
    }

    void remove_field(const RemoveField& operation) {
        field(operation.name, facts_.old_field ? &*facts_.old_field : nullptr, true);
        use_unknown(Touch::read);
        use(Touch::alter, "#key");
    }

    void rename_field(const RenameField& operation) {
        const Field* old = facts_.old_field ? &*facts_.old_field : nullptr;
        field(operation.from, old);
        use(Touch::alter, "#options");
        if (old == nullptr) return field(operation.to, nullptr);
        Field renamed = *old;
        renamed.name = operation.to;
        field(operation.to, &renamed);
    }

    void index_fields(const ModelIndex& index) {
        for (const auto& part : index.parts) {
            if (!part.field.empty()) use(Touch::read, "f:" + part.field);
            if (!part.expression.empty()) expression(part.expression);
            collation(part.collation);
        }
        for (const auto& name : index.include) use(Touch::read, "f:" + name);
        expression(index.where);
        if (index.name.empty()) use(Touch::read, "#table");
    }

    void add_index(const AddIndex& operation) {
        use(Touch::write, index_part(operation.index));
        index_fields(operation.index);
        if (!operation.index.name.empty()) use_global(Touch::write, "n:" + operation.index.name);
        if (operation.index.name.empty() && !complete_) use(Touch::alter, "#automatic");
        use_unknown(Touch::read);
    }

    /// By a name that may be an automatic one: then it depends on table and columns.
    void named_index(const std::string& name, const std::optional<ModelIndex>& known) {
        use(Touch::write, known ? index_part(*known) : "i:" + name);
        use_global(Touch::write, "n:" + name);
        if (known) return index_fields(*known);
        use(Touch::read, "*");
        use(Touch::read, "#table");
        use(Touch::write, "#automatic");
    }

    void remove_index(const RemoveIndex& operation) {
        named_index(operation.name, facts_.old_index);
        use_unknown(Touch::read);
    }

    void rename_index(const RenameIndex& operation) {
        named_index(operation.from, facts_.old_index);
        named_index(operation.to, facts_.new_index);
    }

    void constraint_fields(const ModelConstraint& constraint) {
        for (const auto& name : constraint.fields) use(Touch::read, "f:" + name);
        for (const auto& name : constraint.include) use(Touch::read, "f:" + name);
        expression(constraint.expression);
        expression(constraint.where);
        if (constraint.exclude.is_list()) {
            for (const auto& part : constraint.exclude.as_list()) {
                if (const std::string name = part.text_or("field"); !name.empty()) use(Touch::read, "f:" + name);
                expression(part.text_or("expression"));
            }
        }
        if (constraint.name.empty()) use(Touch::read, "#table");
    }

    void add_constraint(const AddConstraint& operation) {
        use(Touch::write, constraint_part(operation.constraint));
        constraint_fields(operation.constraint);
        if (!operation.constraint.name.empty()) use_global(Touch::write, "n:" + operation.constraint.name);
        if (operation.constraint.name.empty() && !complete_) use(Touch::alter, "#automatic");
        use_unknown(Touch::read);
    }

    void alter_constraint(const AlterConstraint& operation) {
        use(Touch::write, constraint_part(operation.constraint));
        constraint_fields(operation.constraint);
        if (facts_.old_constraint) {
            use(Touch::write, constraint_part(*facts_.old_constraint));
            constraint_fields(*facts_.old_constraint);
        } else {
            use(Touch::read, "*");
        }
    }

    void remove_constraint(const RemoveConstraint& operation) {
        use(Touch::write, facts_.old_constraint ? constraint_part(*facts_.old_constraint) : "k:" + operation.name);
        use_global(Touch::write, "n:" + operation.name);
        use_unknown(Touch::read);
        if (facts_.old_constraint) return constraint_fields(*facts_.old_constraint);
        use(Touch::read, "*");
        use(Touch::read, "#table");
        use(Touch::write, "#automatic");
    }

    void alter_table(const AlterModelTable& operation) {
        use(Touch::write, "#table");
        ModelState named;
        named.app = operation.app;
        named.name = operation.model;
        use_global(Touch::write, "t:" + named.table_name());
        if (!operation.table.empty()) use_global(Touch::write, "t:" + operation.table);
        if (facts_.old_model != nullptr) use_global(Touch::write, "t:" + facts_.old_model->table_name());
    }

    const Operation& operation_;
    const Facts& facts_;
    const bool complete_;
    Resources& resources_;
    const Resources::Identity model_;
    Accesses accesses_;
};

}  // namespace

Resources::Identity Resources::model(const std::string& label) {
    const auto [place, added] = models_.emplace(label, next_model_);
    if (added) ++next_model_;
    return place->second;
}

void Resources::rename_model(const std::string& from, const std::string& to) {
    models_[to] = model(from);
    models_.erase(from);
}

ResourceId Resources::of(Identity model, std::string_view part) {
    key_.assign(reinterpret_cast<const char*>(&model), sizeof model);
    key_ += part;
    return ids_.emplace(key_, static_cast<ResourceId>(ids_.size())).first->second;
}

ResourceId Resources::global(std::string_view name) { return of(0, name); }

Accesses accesses_of(const Operation& operation, const Facts& facts, bool complete, Resources& resources) {
    return Collector(operation, facts, complete, resources).run();
}

std::string index_part(const ModelIndex& index) { return index.name.empty() ? "i~" + to_json(write_index(index)) : "i:" + index.name; }
std::string constraint_part(const ModelConstraint& constraint) {
    return constraint.name.empty() ? "k~" + to_json(write_constraint(constraint)) : "k:" + constraint.name;
}

}  // namespace reinhardt::db::optimizer
