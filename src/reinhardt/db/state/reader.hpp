#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/state/model_state.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

/// Turns a parsed file into values and collects every fault with its place. `app` completes relations that name a model alone.
struct Reader {
    std::string file;
    std::string app;
    ErrorCode code = ErrorCode::models;
    std::vector<Error> errors;

    void fail(std::uint32_t line, std::string message, std::string hint = {});
    /// False (and an error at the key's line, with the nearest known key) for each key of `object` that is not known.
    bool known_keys(const Value& object, const std::vector<std::string_view>& known, std::string_view what);
    // A member of that kind; absent gives nullopt, another kind is an error at its line.
    std::optional<std::string> text(const Value& object, std::string_view key);
    std::optional<std::int64_t> integer(const Value& object, std::string_view key);
    std::optional<bool> boolean(const Value& object, std::string_view key);
    std::optional<std::vector<std::string>> texts(const Value& object, std::string_view key);
    /// As text(), but absent is an error at `object`'s line.
    std::string required_text(const Value& object, std::string_view key, std::string_view what);
    /// "Post" -> "blog.Post", "auth.User" as it is, "self" -> `model`'s label.
    [[nodiscard]] std::string complete(std::string_view relation, std::string_view model = {}) const;
};

/// A field in its short ("TextField") or long form ({ type = …, … }). `model` resolves "self". Checks attributes against the type
/// and leaves out those equal to their default. nullopt after an error.
std::optional<Field> read_field(Reader& reader, std::string name, const Value& value, std::string_view model);
std::optional<ModelIndex> read_index(Reader& reader, const Value& value);
std::optional<ModelConstraint> read_constraint(Reader& reader, const Value& value);
/// The model keys (table, comment, schema, primary_key, ordering, options, indexes, constraints) of `table` into `model`.
/// `also` are keys that the caller reads itself (fields, name, op, extends, …).
void read_model_keys(Reader& reader, const Value& table, const std::vector<std::string_view>& also, ModelState& model);

/// The long form in canonical order; relations to `app` without the app ("Author"). `with_name` puts {"name", "type", …}.
[[nodiscard]] Value write_field(const Field& field, std::string_view app, bool with_name);
[[nodiscard]] Value write_index(const ModelIndex& index);
[[nodiscard]] Value write_constraint(const ModelConstraint& constraint);
/// The model's keys as read_model_keys reads them, into `into`.
void write_model_keys(const ModelState& model, Value& into);

}  // namespace reinhardt::db
