#include <reinhardt/db/migrations/autodetect/detection.hpp>
#include <reinhardt/db/state/reader.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

namespace {

bool is_null_value(const Value& value) { return value.is_null() || (value.is_object() && value.as_object().size() == 1 && value.bool_or("null", false)); }

/// What a literal has to be to stand in the field, "a whole number"; "" when it can, or is an expression.
std::string wrong_literal(const Field& field, const std::string& app, const Value& value) {
    if (value.is_null() || (value.is_object() && (value.has("sql") || value.has("now") || value.has("null")))) return {};
    Field plain = field;
    for (const auto* key : {"default", "db_default"}) plain.erase(key);
    Value form = write_field(plain, app, false);
    form.set("default", value);
    Reader reader;
    reader.app = app;
    (void)read_field(reader, field.name, form, {});
    constexpr std::string_view mark = " must be ";
    for (const auto& error : reader.errors) {
        if (const auto found = error.message().find(mark); error.message().starts_with("'default'") && found != std::string::npos) return error.message().substr(found + mark.size());
    }
    return {};
}

/// The answer that was given with --backfill, checked.
ColumnFill answered(const Detection& detection, const std::string& path, const Field& field) {
    const auto found = detection.options.answers.backfills.find(path);
    if (found == detection.options.answers.backfills.end()) return {};
    if (!field.has_column() || field.is_generated()) {
        throw Error(ErrorCode::usage, "--backfill " + path + ": a " + field.type + " takes no value for existing rows");
    }
    if (is_null_value(found->second) && !field.null()) {
        throw Error(ErrorCode::usage, "--backfill " + path + ": the field does not allow NULL").hint("give a value, or declare null = true");
    }
    if (const std::string wanted = wrong_literal(field, path.substr(0, path.find('.')), found->second); !wanted.empty()) {
        throw Error(ErrorCode::usage, "--backfill " + path + ": the value must be " + wanted + " (" + field.type + ")");
    }
    return {true, found->second};
}

std::size_t ask(Detection& detection, const ModelState& model, const Field& field, std::string text) {
    Question question;
    question.kind = Question::Kind::backfill;
    question.subject = model.label() + "." + field.name;
    question.file = model.file;
    question.line = field.line;
    question.text = std::move(text);
    if (field.attributes.bool_or("auto_now_add", false)) question.options.push_back("--backfill " + question.subject + "='{ now = true }'");
    question.options.push_back("--backfill " + question.subject + "=VALUE");
    question.options.push_back("--no-backfill " + question.subject);
    detection.questions.push_back(std::move(question));
    return detection.questions.size() - 1;
}

}  // namespace

ColumnFill fill_for_added(Detection& detection, const ModelState& model, const Field& field, std::size_t& question) {
    const std::string path = model.label() + "." + field.name;
    if (detection.is_created(model.label())) return {};
    if (auto fill = answered(detection, path, field); fill.has_value) return fill;
    if (field.null() || field.has_database_default() || field.is_auto() || field.is_generated() || !field.has_column()) return {};
    if (field.attributes.bool_or("auto_now", false)) return {};  // rows get the time of the migration
    if (detection.options.answers.no_backfills.contains(path)) return {};
    if (const auto rename = detection.renames.field_questions.find({model.label(), field.name}); rename != detection.renames.field_questions.end()) {
        // Whether it is new at all is open: one question for one field.
        auto& open = detection.questions[rename->second];
        open.options.back() = "--no-renames with --backfill " + path + "=VALUE or --no-backfill " + path;
        return {};
    }
    question = ask(detection, model, field, "field " + path + " is new and NOT NULL without a default: which value do existing rows get?");
    return {};
}

ColumnFill fill_for_altered(Detection& detection, const ModelState& model, const Field& old, const Field& field, std::size_t& question) {
    const std::string path = model.label() + "." + field.name;
    if (auto fill = answered(detection, path, field); fill.has_value) return fill;
    if (!old.null() || field.null() || field.has_database_default() || field.is_auto() || field.is_generated() || !field.has_column()) return {};
    if (field.attributes.bool_or("auto_now", false)) return {};  // rows get the time of the migration
    if (detection.options.answers.no_backfills.contains(path)) return {};
    question = ask(detection, model, field, "field " + path + " becomes NOT NULL and has no default: which value do rows get that are NULL?");
    return {};
}

}  // namespace reinhardt::db
