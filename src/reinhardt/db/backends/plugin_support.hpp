#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <exception>
#include <iterator>
#include <limits>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <reinhardt/db/backends/abi.h>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/value.hpp>

/// What plugin.hpp stands on: failures, the place where exceptions of a driver end, requests and answers. Nothing here has static state.
namespace reinhardt::db::plugin {

/// A failure in the words of the interface. Texts are cut to fit rdb_error; never put a password into them.
class PluginError : public std::exception {
public:
    PluginError(rdb_code failure, std::string text) : code(failure), message(std::move(text)) {}
    [[nodiscard]] const char* what() const noexcept override { return message.c_str(); }

    rdb_code code;
    std::string message;
    std::int32_t native = 0;       ///< the backend's own number
    std::string sqlstate, constraint, hint;
    bool retryable = false;
    bool connection_lost = false;
};

[[nodiscard]] inline std::string_view view(rdb_str text) noexcept { return text.data ? std::string_view(text.data, text.size) : std::string_view(); }
[[nodiscard]] inline rdb_str str(std::string_view text) noexcept { return {text.data(), text.size()}; }

/// The bytes of a cell that carries text, a blob, a decimal, a UUID or JSON.
[[nodiscard]] inline std::string_view bytes(const rdb_cell& cell) noexcept { return cell.size ? std::string_view(cell.u.p, cell.size) : std::string_view(); }

[[nodiscard]] inline rdb_cell null_cell() noexcept { return {{0}, 0, RDB_NULL, 0, 0}; }
/// RDB_INT, RDB_UINT, RDB_BOOL, RDB_DATE, RDB_TIME, RDB_TIMESTAMP.
[[nodiscard]] inline rdb_cell int_cell(std::int64_t number, rdb_tag tag = RDB_INT) noexcept { return {{number}, 0, static_cast<std::uint8_t>(tag), 0, 0}; }
[[nodiscard]] inline rdb_cell real_cell(double number) noexcept {
    rdb_cell cell = null_cell();
    cell.u.d = number;
    cell.tag = RDB_REAL;
    return cell;
}
/// `text` must stay valid as abi.h says. RDB_TEXT, RDB_BLOB, RDB_DECIMAL, RDB_UUID, RDB_JSON.
[[nodiscard]] inline rdb_cell bytes_cell(std::string_view text, rdb_tag tag = RDB_TEXT) {
    if (text.size() > std::numeric_limits<std::uint32_t>::max()) throw PluginError(RDB_E_DATA, "a value is longer than 4 GiB");
    rdb_cell cell = null_cell();
    cell.u.p = text.data();
    cell.size = static_cast<std::uint32_t>(text.size());
    cell.tag = static_cast<std::uint8_t>(tag);
    return cell;
}

/// Copies `text` NUL-terminated, cut to fit between two UTF-8 characters.
template <std::size_t Size>
void copy_text(char (&target)[Size], std::string_view text) noexcept {
    std::size_t length = std::min(text.size(), Size - 1);
    if (length < text.size())
        while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) --length;
    if (length > 0) std::memcpy(target, text.data(), length);
    target[length] = '\0';
}

/// Fills `error` (may be null, or of an older and shorter kind: then it is left alone) and returns the code.
inline int fill(rdb_error* error, const PluginError& failure) noexcept {
    if (error && error->size >= sizeof(rdb_error)) {
        const std::uint32_t size = error->size;
        *error = rdb_error{};
        error->size = size;
        error->code = failure.code;
        error->native = failure.native;
        error->retryable = failure.retryable ? 1 : 0;
        error->connection_lost = failure.connection_lost ? 1 : 0;
        copy_text(error->sqlstate, failure.sqlstate);
        copy_text(error->constraint_name, failure.constraint);
        copy_text(error->hint, failure.hint);
        copy_text(error->message, failure.message);
    }
    return failure.code == RDB_OK ? RDB_E_INTERNAL : failure.code;
}

[[nodiscard]] inline rdb_code code_of(ErrorCode code) noexcept {
    switch (code) {
        case ErrorCode::config:
        case ErrorCode::usage: return RDB_E_USAGE;
        case ErrorCode::unsupported: return RDB_E_UNSUPPORTED;
        case ErrorCode::not_found: return RDB_E_NO_DATABASE;
        case ErrorCode::rows: return RDB_E_DATA;
        case ErrorCode::lock_held: return RDB_E_LOCKED;
        case ErrorCode::lock_timeout: return RDB_E_LOCK_TIMEOUT;
        case ErrorCode::statement_timeout: return RDB_E_STATEMENT_TIMEOUT;
        case ErrorCode::interrupted: return RDB_E_INTERRUPTED;
        case ErrorCode::internal: return RDB_E_INTERNAL;
        default: return RDB_E_FAILED;
    }
}

/// Runs `function` and turns whatever it throws into a code and a filled `error`.
template <class Function>
int guarded(rdb_error* error, Function&& function) noexcept {
    try {
        function();
        return RDB_OK;
    } catch (const PluginError& failure) {
        return fill(error, failure);
    } catch (const Error& failure) {
        try {
            PluginError copy(code_of(failure.code()), failure.message());
            copy.hint = failure.hint();
            copy.sqlstate = failure.sqlstate();
            return fill(error, copy);
        } catch (...) {
        }
    } catch (const std::bad_alloc&) {
    } catch (const std::exception& failure) {
        try {
            return fill(error, PluginError(RDB_E_INTERNAL, failure.what()));
        } catch (...) {
        }
    } catch (...) {
        try {
            return fill(error, PluginError(RDB_E_INTERNAL, "an unknown exception in the driver"));
        } catch (...) {
        }
    }
    // Texts of up to 15 bytes live inside std::string: this path must not allocate.
    return fill(error, PluginError(RDB_E_INTERNAL, "out of memory"));
}

/// As guarded, for what comes back as a text.
template <class Function>
int written(rdb_sink* out, rdb_error* error, Function&& function) noexcept {
    return guarded(error, [&] {
        const std::string text = function();
        out->write(out->context, text.data(), text.size());
    });
}

[[nodiscard]] inline Value parse_request(rdb_str request) { return parse_json(view(request), {}, ErrorCode::usage); }

/// Refuses a render request whose edits lack what their kind needs (schema/edit.hpp), so that no driver meets half an edit.
inline void check_edits(const Value& request) {
    struct Needs {
        std::string_view kind, first, second;
    };
    static constexpr Needs table[] = {
        {"create_table", "table_value", ""},  {"drop_table", "table_value", ""},     {"rename_table", "from", "to"},
        {"alter_table", "table_from", "table_value"}, {"add_column", "column", ""},  {"drop_column", "column", ""},
        {"rename_column", "from", "to"},      {"alter_column", "column_from", "column"}, {"alter_primary_key", "primary_key_from", "primary_key"},
        {"add_foreign_key", "foreign_key", ""}, {"drop_foreign_key", "foreign_key", ""}, {"alter_foreign_key", "foreign_key_from", "foreign_key"},
        {"add_unique", "unique", ""},         {"drop_unique", "unique", ""},         {"add_check", "check", ""},
        {"drop_check", "check", ""},          {"add_index", "index", ""},            {"drop_index", "index", ""},
        {"rename_index", "from", "to"},       {"add_exclusion", "exclusion", ""},    {"drop_exclusion", "exclusion", ""},
        {"create_extension", "object", ""},   {"drop_extension", "object", ""},      {"create_collation", "object", ""},
        {"drop_collation", "object", ""},     {"create_enum", "object", ""},         {"alter_enum", "object_from", "object"},
        {"drop_enum", "object", ""},
    };
    const Value* edits = request.find("edits");
    if (!edits || !edits->is_list()) throw PluginError(RDB_E_USAGE, "a render request without a list of 'edits'");
    for (const Value& edit : edits->as_list()) {
        const std::string kind = edit.text_or("edit");
        const auto* needs = std::find_if(std::begin(table), std::end(table), [&](const Needs& one) { return one.kind == kind; });
        if (needs == std::end(table)) throw PluginError(RDB_E_USAGE, "an edit of unknown kind '" + kind + "'");
        const bool of_table = needs->second != "object" && needs->first != "object";
        for (const std::string_view member : {std::string_view(of_table ? "table" : ""), needs->first, needs->second})
            if (!member.empty() && !edit.has(member)) throw PluginError(RDB_E_USAGE, "an edit '" + kind + "' without '" + std::string(member) + "'");
    }
}

}  // namespace reinhardt::db::plugin
