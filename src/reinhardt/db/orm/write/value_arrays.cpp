#include <reinhardt/db/orm/write/value_arrays.hpp>

#include <array>
#include <charconv>

#include <reinhardt/db/orm/types/array.hpp>
#include <reinhardt/db/orm/write/column_types.hpp>

namespace reinhardt::db {
namespace {

/// "varchar(50)" -> "varchar[]": INSERT and UPDATE refuse a text that is too long, where a cast would cut it. "" for what cannot be an element.
std::string array_type(std::string type) {
    if (type.starts_with("varchar(")) type = "varchar";
    if (type.empty() || type.ends_with("]") || type.find("char(") != std::string::npos || type.starts_with("bit")) return {};
    return type + "[]";
}

void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    while (true) {
        const std::size_t special = text.find_first_of("\"\\");
        out += text.substr(0, special);
        if (special == std::string_view::npos) break;
        (out += '\\') += text[special];
        text.remove_prefix(special + 1);
    }
    out += '"';
}

void append_element(std::string& out, const rdb_cell& cell, FieldKind kind) {
    if (cell.tag == RDB_NULL) {
        out += "NULL";
    } else if (cell.tag == RDB_INT && kind != FieldKind::duration) {
        std::array<char, 24> digits{};
        out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), cell.u.i).ptr);
    } else if (cell.tag == RDB_TEXT || cell.tag == RDB_JSON || cell.tag == RDB_UUID || cell.tag == RDB_DECIMAL) {
        append_quoted(out, cell_bytes(cell));
    } else {
        append_quoted(out, element_text(cell, kind));
    }
}

}  // namespace

std::optional<ValueArrays> ValueArrays::of(const ModelInfo& model, const std::vector<const FieldInfo*>& fields, const char* word, Driver& driver) {
    if (word == nullptr || fields.empty()) return std::nullopt;
    std::vector<std::string> types = column_types(model, fields, driver);
    for (std::string& type : types) {
        type = array_type(std::move(type));
        if (type.empty()) return std::nullopt;
    }
    return ValueArrays(fields, std::move(types));
}

std::string ValueArrays::parameters(const Dialect& dialect) const {
    std::string sql;
    for (std::size_t i = 0; i < types_.size(); ++i) {
        if (i != 0) sql += ", ";
        dialect.placeholder(sql, i + 1);
        sql += "::" + types_[i];
    }
    return sql;
}

std::string ValueArrays::names() const {
    std::string sql;
    for (std::size_t i = 0; i < types_.size(); ++i) sql += (i == 0 ? "rdb_v" : ", rdb_v") + std::to_string(i + 1);
    return sql;
}

void ValueArrays::add(const rdb_cell* cells, std::size_t rows, CellWriter& out) const {
    constexpr std::size_t usual = 12;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        std::string text;
        text.reserve(rows * usual);
        for (std::size_t row = 0; row < rows; ++row) {
            text += row == 0 ? '{' : ',';
            append_element(text, cells[row * fields_.size() + i], fields_[i]->desc->kind);
        }
        text += '}';
        out.owned(std::move(text));
    }
}

}  // namespace reinhardt::db
