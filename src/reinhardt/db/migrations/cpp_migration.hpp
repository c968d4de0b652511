#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include <reinhardt/db/backends/plugin_support.hpp>
#include <reinhardt/db/backends/app_registry.hpp>
#include <reinhardt/db/migrations/cpp_migration_words.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/value.hpp>

/// Migrations written in C++ and compiled into the library of their app: REINHARDT_MIGRATION, below. Its arguments use the words of a TOML
/// migration as C++ names (a key, a field type or an operation that does not exist does not compile); what they hold is checked when the
/// migration is loaded, as that of a file is.
namespace reinhardt::db::cpp_migration {

/// `key = value`.
class Entry {
public:
    Entry(std::string key, Value value) : key_(std::move(key)), value_(std::move(value)) {}
    [[nodiscard]] const std::string& key() const noexcept { return key_; }
    [[nodiscard]] const Value& value() const noexcept { return value_; }

private:
    std::string key_;
    Value value_;
};

/// An entry among others in braces. A type of its own, so that {{a = 1}} is a list of one table and never the table itself.
class Member {
public:
    Member(const Entry& entry) : entry_(entry) {}  // NOLINT: to be written as an entry
    [[nodiscard]] const Entry& entry() const noexcept { return entry_; }

private:
    Entry entry_;
};

/// Sets a key. Error(migration_file) when it is set already.
inline void set_once(Value& table, const std::string& key, const Value& value) {
    if (table.has(key)) throw Error(ErrorCode::migration_file, "the key '" + key + "' is given twice");
    table.set(key, value);
}

[[nodiscard]] inline Value table_of(std::initializer_list<Member> members, Value table = Value::object()) {
    for (const auto& member : members) set_once(table, member.entry().key(), member.entry().value());
    return table;
}

/// The name of a field type.
class TypeName {
public:
    explicit constexpr TypeName(const char* name) noexcept : name_(name) {}
    [[nodiscard]] constexpr const char* name() const noexcept { return name_; }

private:
    const char* name_;
};

/// An operation with its keys.
class Step {
public:
    Step(std::string_view kind, std::initializer_list<Member> members) : value_(table_of(members, Value::object().set("op", kind))) {}
    [[nodiscard]] const Value& value() const noexcept { return value_; }

private:
    Value value_;
};

/// What may stand behind `=`: a boolean, a number, a text, a field type, a list {1, 2} or a table {a = 1, b = 2}, an operation.
class Literal {
public:
    template <std::same_as<bool> T>
    Literal(const T& value) : value_(value) {}
    template <std::integral T>
        requires(!std::same_as<T, bool> && (std::signed_integral<T> || sizeof(T) < sizeof(std::int64_t)))
    Literal(const T& value) : value_(static_cast<std::int64_t>(value)) {}
    template <std::floating_point T>
    Literal(const T& value) : value_(static_cast<double>(value)) {}
    template <std::size_t Size>
    Literal(const char (&text)[Size]) : value_(std::string(text, Size - 1)) {}
    template <class T>
        requires(std::same_as<T, std::string> || std::same_as<T, std::string_view> || std::same_as<T, const char*>)
    Literal(const T& text) : value_(text) {}
    Literal(const TypeName& type) : value_(type.name()) {}
    Literal(const Step& step) : value_(step.value()) {}
    Literal(std::initializer_list<Literal> items) : value_(Value::list()) {
        for (const auto& item : items) value_.push(item.value());
    }
    // A template: where {{a = 1}} could be both, the list is meant.
    template <int = 0>
    Literal(std::initializer_list<Member> members) : value_(table_of(members)) {}

    [[nodiscard]] static Literal object() { return Literal(Value::object(), 0); }
    [[nodiscard]] const Value& value() const noexcept { return value_; }

private:
    Literal(Value value, int) : value_(std::move(value)) {}

    Value value_;
};

/// A key, which `=` gives a value.
class Key {
public:
    explicit constexpr Key(const char* name) noexcept : name_(name) {}
    Entry operator=(const Literal& literal) const { return {name_, literal.value()}; }

private:
    const char* name_;
};

/// What stands between the parentheses of REINHARDT_MIGRATION: keys of the migration, and its operations in order.
class Part {
public:
    Part(const Entry& entry) : key_(entry.key()), value_(entry.value()) {}  // NOLINT: to be written as an entry
    Part(const Step& step) : value_(step.value()) {}                        // NOLINT: to be written as an operation
    void add_to(Value& document, Value& operations) const {
        if (key_.empty()) operations.push(value_);
        else set_once(document, key_, value_);
    }

private:
    std::string key_;
    Value value_;
};

/// The names that the arguments of REINHARDT_MIGRATION may use, as members so that they hide whatever else is called so.
struct RDB_HIDDEN Words {
#define RDB_WORD(word) static constexpr Key word{#word};
    RDB_MIGRATION_KEYS(RDB_WORD)
#undef RDB_WORD
#define RDB_WORD(word) static constexpr Key word##_{#word};
    RDB_MIGRATION_KEYWORDS(RDB_WORD)
#undef RDB_WORD
#define RDB_WORD(word) static constexpr TypeName word{#word};
    RDB_MIGRATION_TYPES(RDB_WORD)
#undef RDB_WORD
#define RDB_WORD(word)                                                        \
    struct word : Step {                                                      \
        word(std::initializer_list<Member> members) : Step(#word, members) {} \
    };
    RDB_MIGRATION_OPERATIONS(RDB_WORD)
#undef RDB_WORD
    using operation = Step;  ///< one that has no name here: operation{"Name", {key = value}}
    /// Any key: key("a b") = 1. Constant, so that `=` is that of a key and no assignment.
    [[nodiscard]] static constexpr const Key key(const char* text) noexcept { return Key(text); }
    [[nodiscard]] static Literal object() { return Literal::object(); }  ///< the table without keys
};

/// The migration as one value, in the form of a file.
[[nodiscard]] inline Value document(std::initializer_list<Part> parts) {
    Value document = Value::object(), operations = Value::list();
    for (const auto& part : parts) part.add_to(document, operations);
    document.set("operations", std::move(operations));
    return document;
}

template <class Source>
int write(rdb_sink* out, rdb_error* error) {
    return plugin::guarded(error, [&] {
        const std::string text = to_json(Source::reinhardt_db_content());
        out->write(out->context, text.data(), text.size());
    });
}

/// Enters a migration into the registry. The texts must live as long as the library.
template <class Source>
[[nodiscard]] bool add(const char* app, const char* name, std::string_view source) {
    static const rdb_app_migration migration{sizeof(rdb_app_migration), app, name, {source.data(), source.size()}, write<Source>};
    app_registry::migrations().push_back(&migration);
    return true;
}

}  // namespace reinhardt::db::cpp_migration

/// Registers a migration, at namespace scope of a file <migrations>/<app>/<name>.cpp of the app's library:
///
///     REINHARDT_MIGRATION("blog", "0002_post_slug",
///         dependencies = {"blog.0001_initial"},
///         AddField{model = "Post", name = "slug", field = {type = SlugField, unique = true}, backfill = "untitled"});
///
/// The library carries the text of the arguments with it; so a source that was changed and not built again is found out.
#define REINHARDT_MIGRATION(app_label, migration_name, ...) \
    RDB_MIGRATION_(RDB_JOIN(reinhardt_db_migration_, __COUNTER__), app_label, migration_name, #__VA_ARGS__, __VA_ARGS__)
#define RDB_MIGRATION_(source, app_label, migration_name, text, ...)                                                                   \
    namespace {                                                                                                                        \
    struct source : ::reinhardt::db::cpp_migration::Words {                                                                            \
        static ::reinhardt::db::Value reinhardt_db_content() { return ::reinhardt::db::cpp_migration::document({__VA_ARGS__}); }       \
    };                                                                                                                                 \
    }                                                                                                                                  \
    [[maybe_unused]] static const bool RDB_JOIN(source, _registered) = ::reinhardt::db::cpp_migration::add<source>(app_label, migration_name, text)
