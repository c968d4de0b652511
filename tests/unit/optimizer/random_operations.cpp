#include "random_operations.hpp"

#include <reinhardt/db/migrations/operations/operations.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/json.hpp>

namespace reinhardt::db::test {

RandomOperations::RandomOperations(unsigned seed) : random_(seed) {}

std::size_t RandomOperations::below(std::size_t limit) { return random_() % limit; }

std::string RandomOperations::some_name(char kind) { return std::string(1, kind) + std::to_string(below(7)); }

const ModelState* RandomOperations::some_model() {
    const auto models = state_.models();
    return models.empty() ? nullptr : pick(models);
}

std::vector<OperationPtr> RandomOperations::take(std::size_t count, bool barriers) {
    std::vector<OperationPtr> result;
    while (result.size() < count) {
        OperationPtr operation;
        if (barriers && one_in(25)) {
            auto sql = std::make_shared<RunSql>();
            sql->app = "blog";
            sql->sql = "SELECT 1";
            sql->is_elidable = one_in(2);
            operation = std::move(sql);
        } else {
            operation = draw();
        }
        if (operation == nullptr) continue;
        ProjectState next = state_;
        try {
            operation->apply(next);
        } catch (const Error&) {
            continue;  // not possible at this point
        }
        state_ = std::move(next);
        result.push_back(std::move(operation));
    }
    return result;
}

OperationPtr RandomOperations::draw() {
    if (state_.size() < 2 || one_in(12)) return create_model();
    const ModelState& model = *some_model();
    const std::size_t kind = below(20);
    OperationPtr operation = kind < 11 ? change_field(model) : kind < 14 ? change_index(model) : kind < 17 ? change_constraint(model) : change_model(model);
    return operation;
}

Field RandomOperations::random_field(std::string name, const ModelState* owner) {
    Field field{std::move(name), "IntegerField", Value::object(), 0};
    switch (below(9)) {
        case 0: field.type = "BigIntegerField"; break;
        case 1:
        case 2:
            field.type = "CharField";
            field.set("max_length", 10 + 10 * static_cast<int>(below(4)));
            break;
        case 3: field.type = "TextField"; break;
        case 4:
        case 5:
            if (const ModelState* target = one_in(6) && owner != nullptr ? owner : some_model()) {
                field.type = one_in(4) ? "OneToOneField" : "ForeignKey";
                field.set("to", target->label());
                field.set("on_delete", "CASCADE");
                for (const auto& candidate : target->fields) {
                    if (candidate.unique() && candidate.has_column() && !candidate.is_relation() && one_in(2)) field.set("to_field", candidate.name);
                }
            }
            break;
        case 6:
            if (const ModelState* target = some_model(); target != nullptr && one_in(2)) {
                field.type = "ManyToManyField";
                field.set("to", target->label());
                return field;
            }
            break;
        case 7: field.type = "BooleanField"; break;
        default: break;
    }
    if (one_in(2)) field.set("null", true);
    if (field.type == "IntegerField" && one_in(2)) field.set("default", static_cast<int>(below(3)));
    if (field.type == "CharField" && one_in(3)) field.set("default", "d" + std::to_string(below(3)));
    if (!field.is_relation() && one_in(6)) field.set("unique", true);
    if (one_in(8)) field.set("column", some_name('c'));
    return field;
}

ColumnFill RandomOperations::random_fill(const Field& field) {
    if (!one_in(3) || field.null() || field.is_relation()) return {};
    if (field.type == "IntegerField" || field.type == "BigIntegerField") return {true, 40 + static_cast<int>(below(3))};
    if (field.type == "CharField" || field.type == "TextField") return {true, "fill" + std::to_string(below(3))};
    return {};
}

OperationPtr RandomOperations::create_model() {
    auto create = std::make_shared<CreateModel>();
    create->app = create->model.app = "blog";
    create->model.name = some_name('M');
    Field id{"id", "BigAutoField", Value::object(), 0};
    id.set("primary_key", true);
    create->model.fields.push_back(id);
    for (std::size_t i = below(4); i > 0; --i) {
        Field field = random_field(some_name('f'), nullptr);
        if (create->model.field(field.name) == nullptr) create->model.fields.push_back(std::move(field));
    }
    if (one_in(5)) create->model.table = some_name('t');
    return create;
}

OperationPtr RandomOperations::change_field(const ModelState& model) {
    const std::size_t kind = below(10);
    if (kind < 3) {
        auto add = std::make_shared<AddField>();
        add->app = "blog";
        add->model = model.name;
        add->field = random_field(some_name('f'), &model);
        add->fill = random_fill(add->field);
        return add;
    }
    const Field& field = pick(model.fields);
    if (kind < 6) {
        auto alter = std::make_shared<AlterField>();
        alter->app = "blog";
        alter->model = model.name;
        alter->field = field.primary_key() ? field : random_field(field.name, &model);
        if (field.primary_key() && field.is_auto() && one_in(2)) alter->field.type = one_in(2) ? "AutoField" : "BigAutoField";
        alter->fill = random_fill(alter->field);
        alter->allow_loss = one_in(8);
        return alter;
    }
    if (kind < 8) {
        auto remove = std::make_shared<RemoveField>();
        remove->app = "blog";
        remove->model = model.name;
        remove->name = field.name;
        return remove;
    }
    auto rename = std::make_shared<RenameField>();
    rename->app = "blog";
    rename->model = model.name;
    rename->from = field.name;
    rename->to = some_name('f');
    return rename;
}

OperationPtr RandomOperations::change_index(const ModelState& model) {
    if (model.indexes.empty() || one_in(2)) {
        auto add = std::make_shared<AddIndex>();
        add->app = "blog";
        add->model = model.name;
        if (!one_in(3)) add->index.name = some_name('i');
        const Field& field = pick(model.fields);
        if (!field.has_column()) return nullptr;
        ModelIndexPart part;
        if (one_in(4)) {
            part.expression = "lower(" + field.column() + ")";
        } else {
            part.field = field.name;
        }
        add->index.parts.push_back(part);
        if (one_in(4)) add->index.where = field.column() + " IS NOT NULL";
        return add;
    }
    const std::string name = model.index_name(pick(model.indexes));
    if (one_in(2)) {
        auto remove = std::make_shared<RemoveIndex>();
        remove->app = "blog";
        remove->model = model.name;
        remove->name = name;
        return remove;
    }
    auto rename = std::make_shared<RenameIndex>();
    rename->app = "blog";
    rename->model = model.name;
    rename->from = name;
    rename->to = some_name('i');
    return rename;
}

OperationPtr RandomOperations::change_constraint(const ModelState& model) {
    const auto random_constraint = [&](std::string name) {
        ModelConstraint constraint;
        constraint.name = std::move(name);
        const Field& field = pick(model.fields);
        if (one_in(2)) {
            constraint.kind = ConstraintKind::check;
            constraint.expression = (field.has_column() ? field.column() : std::string("id")) + " IS NOT NULL";
        } else {
            constraint.fields = {field.has_column() ? field.name : "id"};
        }
        return constraint;
    };
    if (model.constraints.empty() || one_in(2)) {
        auto add = std::make_shared<AddConstraint>();
        add->app = "blog";
        add->model = model.name;
        add->constraint = random_constraint(one_in(3) ? std::string() : some_name('k'));
        return add;
    }
    const ModelConstraint& present = pick(model.constraints);
    if (!present.name.empty() && one_in(2)) {
        auto alter = std::make_shared<AlterConstraint>();
        alter->app = "blog";
        alter->model = model.name;
        alter->constraint = random_constraint(present.name);
        return alter;
    }
    auto remove = std::make_shared<RemoveConstraint>();
    remove->app = "blog";
    remove->model = model.name;
    remove->name = model.constraint_name(present);
    return remove;
}

OperationPtr RandomOperations::change_model(const ModelState& model) {
    switch (below(6)) {
        case 0: {
            auto remove = std::make_shared<DeleteModel>();
            remove->app = "blog";
            remove->name = model.name;
            return remove;
        }
        case 1:
        case 2: {
            auto rename = std::make_shared<RenameModel>();
            rename->app = "blog";
            rename->from = model.name;
            rename->to = some_name('M');
            if (one_in(4)) {
                auto move = std::make_shared<MoveModel>();
                move->app = "blog";
                move->name = model.name;
                move->to_app = "news";
                return move;
            }
            return rename;
        }
        case 3: {
            auto table = std::make_shared<AlterModelTable>();
            table->app = "blog";
            table->model = model.name;
            if (one_in(2)) table->table = some_name('t');
            // Two models with one table are no state that a database could have.
            for (const ModelState* other : state_.models()) {
                if (other != &model && other->table_name() == table->table) return nullptr;
            }
            return table;
        }
        case 4: {
            auto options = std::make_shared<AlterModelOptions>();
            options->app = "blog";
            options->model = model.name;
            options->options = Value::object();
            if (one_in(2)) options->options.set("ordering", Value::list_of({"-" + pick(model.fields).name}));
            if (one_in(2)) options->options.set("comment", some_name('x'));
            return options;
        }
        default: {
            auto key = std::make_shared<AlterPrimaryKey>();
            key->app = "blog";
            key->model = model.name;
            const Field& field = pick(model.fields);
            if (!field.has_column() || !state_.referrers(model.label()).empty()) return nullptr;
            key->fields = {field.name};
            if (field.name != "id" && model.field("id") != nullptr && one_in(2)) key->fields.push_back("id");
            return key;
        }
    }
}

std::string text_of(const std::vector<OperationPtr>& operations) {
    std::string text;
    for (const auto& operation : operations) text += "\n    " + to_json(operation->to_value());
    return text;
}

}  // namespace reinhardt::db::test
