#pragma once

#include <cstdint>
#include <optional>

#include <reinhardt/db/orm/compile/sql.hpp>
#include <reinhardt/db/orm/model_info.hpp>

namespace reinhardt::db::compile {

/// A set of joins, a bit each.
using JoinSet = std::uint64_t;

/// What an expression gives.
struct Type {
    bool known = false;
    FieldKind kind = FieldKind::text;
    FieldKind element = FieldKind::text;       ///< of an array or a range
    bool text = false;                         ///< compares as a text: text, file, an enumeration of texts
    bool nullable = true;
    const FieldDesc* field = nullptr;          ///< of a plain column
};

[[nodiscard]] inline Type type_of(FieldKind kind, bool nullable = true) {
    return {.known = true, .kind = kind, .text = kind == FieldKind::text || kind == FieldKind::file, .nullable = nullable};
}
[[nodiscard]] Type type_of(const FieldDesc& field);

[[nodiscard]] constexpr bool is_integer(FieldKind kind) noexcept { return kind == FieldKind::int16 || kind == FieldKind::int32 || kind == FieldKind::int64; }

/// An SQL expression.
struct Operand {
    Sql sql;
    Type type;
    JoinSet joins = 0;        ///< whose NULL rows make it NULL
    bool bare = false;        ///< a column itself
    bool aggregate = false, window = false;
    bool outside = false;     ///< a column of the subquery that has the windows
    bool literal = false;     ///< a bound value: type and NULL are known
    bool null = false;        ///< literally NULL
    std::optional<Sql> json_base{};        ///< of a place in JSON: the document …
    std::vector<std::string> json_keys{};  ///< … and the keys that lead there
};

/// A condition of WHERE or HAVING.
struct Condition {
    enum class Constant : std::uint8_t { none, always, never };
    Sql sql;
    JoinSet inner = 0;        ///< joins whose rows must be there for it to hold
    Constant constant = Constant::none;
    bool aggregate = false, window = false;
    bool outside = false;     ///< of the rows of the subquery that has the windows
    [[nodiscard]] static Condition fixed(bool holds) {
        Condition made;
        made.constant = holds ? Constant::always : Constant::never;
        if (!holds) made.inner = ~JoinSet{0};
        return made;
    }
};

}  // namespace reinhardt::db::compile
