#include "copy.hpp"

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "connection.hpp"
#include "encode.hpp"
#include "failure.hpp"
#include "quote.hpp"

namespace reinhardt::db::postgresql {

namespace {

constexpr std::size_t a_message = 65'536;

void append_number(std::string& out, std::uint32_t number, int bytes) {
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) out += static_cast<char>(number >> static_cast<unsigned>(shift) & 0xFFU);
}

/// Rows on their way, in one of the two forms.
class Copy {
public:
    Copy(Connection& connection, std::vector<Oid> types, bool binary) : connection_(connection), types_(std::move(types)), binary_(binary) {
        if (binary_) buffer_.assign("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
        buffer_.reserve(a_message + 4'096);
    }

    void add(const rdb_cell* row) {
        if (binary_) append_number(buffer_, static_cast<std::uint32_t>(types_.size()), 2);
        for (std::size_t i = 0; i < types_.size(); ++i) {
            check_text(row[i]);
            if (binary_) binary(types_[i], row[i]);
            else text(types_[i], row[i], i + 1 == types_.size() ? '\n' : '\t');
        }
        if (buffer_.size() >= a_message) send();
    }

    void finish() {
        if (binary_) append_number(buffer_, 0xFFFF, 2);
        send();
        if (PQputCopyEnd(connection_.handle(), nullptr) != 1) throw failure_of(nullptr, connection_.handle());
    }

private:
    void binary(Oid type, const rdb_cell& cell) {
        if (cell.tag == RDB_NULL) return append_number(buffer_, 0xFFFF'FFFF, 4);
        const std::size_t length = buffer_.size();
        buffer_.append(4, '\0');
        if (!write_binary(type, cell, buffer_)) throw plugin::PluginError(RDB_E_DATA, "a value does not fit its column");
        const auto size = static_cast<std::uint32_t>(buffer_.size() - length - 4);
        for (unsigned i = 0; i < 4; ++i) buffer_[length + i] = static_cast<char>(size >> (24U - 8U * i) & 0xFFU);
    }

    void text(Oid type, const rdb_cell& cell, char end) {
        if (cell.tag == RDB_NULL) {
            buffer_ += "\\N";
        } else if (cell.tag == RDB_BLOB) {
            buffer_ += "\\\\x" + sql::hex(plugin::bytes(cell));
        } else {
            text_.clear();
            write_text(type, cell, text_);
            for (const char c : text_) {
                switch (c) {
                    case '\\': buffer_ += "\\\\"; break;
                    case '\n': buffer_ += "\\n"; break;
                    case '\r': buffer_ += "\\r"; break;
                    case '\t': buffer_ += "\\t"; break;
                    default: buffer_ += c;
                }
            }
        }
        buffer_ += end;
    }

    void send() {
        if (PQputCopyData(connection_.handle(), buffer_.data(), static_cast<int>(buffer_.size())) != 1) throw failure_of(nullptr, connection_.handle());
        buffer_.clear();
    }

    Connection& connection_;
    std::vector<Oid> types_;
    bool binary_;
    std::string buffer_, text_;
};

/// The row of "COPY t, line 3, column n", counted from 0.
bool row_of(const PGresult* result, std::uint32_t& row) {
    const char* context = PQresultErrorField(result, PG_DIAG_CONTEXT);
    const char* line = context != nullptr ? std::strstr(context, ", line ") : nullptr;
    const unsigned long number = line != nullptr ? std::strtoul(line + 7, nullptr, 10) : 0;
    if (number > 0) row = static_cast<std::uint32_t>(number - 1);
    return number > 0;
}

bool all_binary(const std::vector<Oid>& types, const rdb_cell* cells, std::uint32_t rows) {
    std::string probe;
    for (std::size_t i = 0; i < types.size() * rows; ++i) {
        if (cells[i].tag == RDB_NULL) continue;
        const Oid type = types[i % types.size()];
        if (!writes_binary(type, cells[i])) return false;
        // Of these the value decides.
        const bool sure = is_text_type(type) || type == int8_oid || type == bool_oid || type == float8_oid || type == timestamptz_oid || type == timestamp_oid || type == bytea_oid;
        probe.clear();
        if (!sure && !write_binary(type, cells[i], probe)) return false;
    }
    return true;
}

}  // namespace

void copy_rows(Connection& connection, std::string_view schema, std::string_view table, const rdb_str* columns, std::uint32_t width, const rdb_cell* cells, std::uint32_t rows,
               std::uint32_t& failed) {
    if (rows == 0 || width == 0) return;
    connection.claim();
    const std::string target = (schema.empty() ? std::string() : sql::quote_identifier(schema) + ".") + sql::quote_identifier(table);
    std::string names;
    for (std::uint32_t i = 0; i < width; ++i) names += (i > 0 ? ", " : "") + sql::quote_identifier(plugin::view(columns[i]));
    // The rows of none, for the types of the columns.
    const Result none = connection.query(("SELECT " + names + " FROM ONLY " + target + " LIMIT 0").c_str());
    std::vector<Oid> types;
    for (int i = 0; i < PQnfields(none.get()); ++i) types.push_back(PQftype(none.get(), i));
    const bool binary = all_binary(types, cells, rows);
    PGconn* handle = connection.handle();
    const bool inside = connection.in_transaction();
    const Result begin(PQexec(handle, ("COPY " + target + " (" + names + ") FROM STDIN" + (binary ? " (FORMAT binary)" : "")).c_str()));
    if (PQresultStatus(begin.get()) != PGRES_COPY_IN) {
        plugin::PluginError error = failure_of(begin.get(), handle);
        if (inside && error.code == RDB_E_UNSUPPORTED) error.code = RDB_E_FAILED;  // the transaction has failed with it
        throw error;
    }
    Copy copy(connection, std::move(types), binary);
    std::uint32_t row = 0;
    try {
        for (; row < rows; ++row) copy.add(cells + static_cast<std::size_t>(row) * width);
        copy.finish();
    } catch (...) {
        failed = row;
        PQputCopyEnd(handle, "given up");
        connection.discard_answers();
        throw;
    }
    const Result end(PQgetResult(handle));
    const bool good = PQresultStatus(end.get()) == PGRES_COMMAND_OK;
    if (!good) static_cast<void>(row_of(end.get(), failed));
    connection.discard_answers();
    if (!good) throw failure_of(end.get(), handle);
}

}  // namespace reinhardt::db::postgresql
