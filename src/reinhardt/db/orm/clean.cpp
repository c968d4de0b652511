#include <reinhardt/db/orm/clean.hpp>

#include <algorithm>
#include <optional>

#include <reinhardt/db/orm/clean_constraints.hpp>
#include <reinhardt/db/orm/database.hpp>
#include <reinhardt/db/orm/field_rules.hpp>
#include <reinhardt/db/orm/model_info.hpp>
#include <reinhardt/db/orm/query.hpp>
#include <reinhardt/db/orm/relations.hpp>
#include <reinhardt/db/orm/write/instance.hpp>
#include <reinhardt/db/state/to_schema.hpp>

namespace reinhardt::db {
namespace {

struct Choices {
    const Choice* list = nullptr;
    std::size_t count = 0;
};

Choices choices_of(const FieldDesc& field) {
    if (field.options.choices != nullptr) return {field.options.choices, field.options.choice_count};
    Choices made;
    if (field.enum_choices != nullptr) made.list = field.enum_choices(made.count);
    return made;
}

FieldRules rules_of(const FieldDesc& field) {
    FieldRules rules;
    rules.kind = field.kind == FieldKind::enumeration || is_relation(field.kind) ? field.element : field.kind;
    rules.type = field.options.type;
    rules.null = field.nullable();
    rules.blank = field.options.blank || (field.nullable() && is_relation(field.kind));
    rules.positive = field.options.positive;
    rules.max_length = field.options.max_length;
    rules.max_digits = field.options.max_digits;
    rules.decimal_places = field.options.decimal_places;
    rules.validators = field.options.validators;
    rules.validator_count = field.options.validator_count;
    if (const Choices choices = choices_of(field); choices.list != nullptr) rules.set_choices(choices.list, choices.count);
    return rules;
}

/// "first_name" -> "First name".
std::string label_of(const FieldDesc& field) {
    std::string label(field.options.verbose_name.empty() ? field.name : field.options.verbose_name);
    std::replace(label.begin(), label.end(), '_', ' ');
    if (!label.empty() && label[0] >= 'a' && label[0] <= 'z') label[0] = static_cast<char>(label[0] - 'a' + 'A');
    return label;
}

std::string shown(const Parameter& value) {
    std::string text;
    if (!value.is_null()) type_adapter<std::string>::decode(value.cell(), text);
    return text;
}

/// The check of one object.
class Clean {
public:
    Clean(const ModelDesc& model, const void* object, const CleanOptions& options)
        : info_(ModelInfo::of(model)), object_(object), options_(options), state_(state_of(model, object)), database_(database_of(model, object, options.database)) {}

    [[nodiscard]] ValidationErrors run() {
        for (const FieldInfo* field : info_.columns()) {
            if (is_checked(*field)) check(*field);
        }
        if (!options_.database_checks) return std::move(errors_);
        for (const FieldInfo* field : info_.columns()) {
            if (is_checked(*field) && is_relation(field->desc->kind)) check_target(*field);
        }
        check_key();
        for (const FieldInfo* field : info_.columns()) {
            if (field->desc->options.unique || field->desc->kind == FieldKind::one_to_one) check_unique({field});
        }
        for (const ModelConstraint& unique : info_.state().constraints) {
            if (!is_total(unique)) continue;
            if (!unique.only.empty() && !applies_to(unique.only, Session(database_).driver().name())) continue;
            std::vector<const FieldInfo*> fields;
            for (const std::string& name : unique.fields) fields.push_back(&info_.field(name));
            check_unique(fields, !unique.nulls_distinct);
        }
        for (const std::string& name : broken_constraints({info_, object_, stored(), database_, [&](const FieldInfo& field) { return is_known(field); }})) {
            errors_.add(ValidationErrors::whole_object, constraint_error(name));
        }
        return std::move(errors_);
    }

private:
    /// An object that knows nothing of itself counts as stored where it has a key.
    [[nodiscard]] bool stored() const { return state_ != nullptr ? state_->stored() : info_.auto_key() != nullptr && !key_of(info_.desc(), object_).is_null(); }
    [[nodiscard]] bool is_excluded(const FieldInfo& field) const { return std::find(options_.exclude.begin(), options_.exclude.end(), field.name()) != options_.exclude.end(); }
    [[nodiscard]] bool is_checked(const FieldInfo& field) const {
        const FieldOptions& options = field.desc->options;
        const bool by_itself = options.auto_now || options.auto_now_add || !options.expression.empty() || &field == info_.auto_key();
        const bool not_read = state_ != nullptr && state_->is_deferred(field.index);
        return !by_itself && !not_read && !is_excluded(field);
    }
    /// Whether the object has the value that will be stored, and nothing is wrong with it.
    [[nodiscard]] bool is_known(const FieldInfo& field) const {
        if (&field == info_.auto_key()) return stored() && !is_excluded(field);
        return is_checked(field) && !has_errors(field) && (field.desc->options.db_default.empty() || !value_of(field).is_null());
    }
    [[nodiscard]] Parameter value_of(const FieldInfo& field) const {
        CellWriter cells;
        add_value(*field.desc, object_, cells);
        return Parameter(cells.data()[0]);
    }
    [[nodiscard]] bool has_errors(const FieldInfo& field) const noexcept { return !errors_[field.name()].empty(); }

    /// The number of an enum's value that is none of its names.
    [[nodiscard]] std::optional<std::string> no_choice(const FieldInfo& field) const {
        if (field.desc->kind != FieldKind::enumeration) return std::nullopt;
        try {
            static_cast<void>(value_of(field));
            return std::nullopt;
        } catch (const Error& error) {
            return std::string(error.message().substr(0, error.message().find(' ')));
        }
    }

    void check(const FieldInfo& field) {
        if (const auto bad = no_choice(field)) return errors_.add(field.name(), FieldError{"invalid_choice", "Value " + *bad + " is not a valid choice."});
        const Parameter value = value_of(field);
        if (value.is_null() && !field.desc->options.db_default.empty()) return;
        errors_.add(field.name(), check_field(rules_of(*field.desc), value.cell()));
    }

    [[nodiscard]] Query query(const ModelDesc& model) const {
        Query made(model);
        made.own().database = database_;
        return made;
    }

    void check_target(const FieldInfo& field) {
        const Parameter value = value_of(field);
        if (value.is_null() || has_errors(field)) return;
        const FieldInfo& referred = ModelInfo::referred(field);
        Query targets = query(field.desc->relation.target());
        targets.add_condition(expressions::make_filter(referred.name(), value), false);
        if (!targets.exists()) errors_.add(field.name(), missing_target_error(label_of(*field.desc), referred.name(), shown(value)));
    }

    /// A new object must not have another's key.
    void check_key() {
        if (stored()) return;
        if (info_.auto_key() != nullptr && key_of(info_.desc(), object_).is_null()) return;
        check_unique(info_.key());
    }

    void check_unique(const std::vector<const FieldInfo*>& fields, bool nulls_are_equal = false) {
        if (std::any_of(fields.begin(), fields.end(), [&](const FieldInfo* one) { return is_excluded(*one) || has_errors(*one) || !one->desc->options.expression.empty(); })) return;
        Query others = query(info_.desc());
        for (const FieldInfo* field : fields) {
            const Parameter value = value_of(*field);
            if (value.is_null() && !nulls_are_equal) return;
            others.add_condition(expressions::make_filter(field->name(), value), false);
        }
        if (stored()) {
            Expr own;
            for (const FieldInfo* key : info_.key()) own &= expressions::make_filter(key->name(), value_of(*key));
            others.add_condition(std::move(own), true);
        }
        if (!others.exists()) return;
        std::vector<std::string> labels;
        for (const FieldInfo* field : fields) labels.push_back(label_of(*field->desc));
        errors_.add(fields.size() == 1 ? fields.front()->name() : ValidationErrors::whole_object, unique_error(info_.desc().name, labels));
    }

    const ModelInfo& info_;
    const void* object_;
    const CleanOptions& options_;
    const InstanceState* state_;
    std::string database_;
    ValidationErrors errors_;
};

}  // namespace

ValidationErrors clean_object(const ModelDesc& model, const void* object, const CleanOptions& options) { return Clean(model, object, options).run(); }

std::string display_field(const ModelDesc& model, const void* object, std::string_view field) {
    const FieldInfo& info = ModelInfo::of(model).field(field);
    CellWriter cells;
    info.desc->get(object, cells);
    const rdb_cell& value = cells.data()[0];
    const Choices choices = choices_of(*info.desc);
    for (std::size_t i = 0; i < choices.count; ++i) {
        const Choice& one = choices.list[i];
        if (one.is_text ? value.tag == RDB_TEXT && cell_bytes(value) == one.text : (value.tag == RDB_INT || value.tag == RDB_BOOL) && value.u.i == one.number) return std::string(one.label);
    }
    return shown(Parameter(value));
}

}  // namespace reinhardt::db
