#include <reinhardt/db/backends/script.hpp>

#include <optional>
#include <utility>

#include <reinhardt/db/backends/call.hpp>
#include <reinhardt/db/backends/connection.hpp>

namespace reinhardt::db {

bool Script::serves(const Connection& connection) noexcept { return has_call(connection.driver().sql(), &rdb_sql::script); }

void Script::add_item(std::uint32_t kind, std::string_view sql, Statement* statement, std::vector<Value> values, Done done, Row row) {
    check_whole(sql);
    items_.push_back(Item{kind, sql, statement, std::move(done), std::move(row), std::move(values)});
}

void Script::begin(Done done) { add_item(RDB_SCRIPT_BEGIN, "BEGIN", nullptr, {}, std::move(done), {}); }
void Script::commit(Done done) { add_item(RDB_SCRIPT_COMMIT, "COMMIT", nullptr, {}, std::move(done), {}); }
void Script::add(std::string_view sql, Done done) { add_item(RDB_SCRIPT_STATEMENT, sql, nullptr, {}, std::move(done), {}); }
void Script::add(Statement& statement, std::vector<Value> values, Done done, Row row) {
    add_item(RDB_SCRIPT_STATEMENT, statement.sql(), &statement, std::move(values), std::move(done), std::move(row));
}

void Script::take(std::uint32_t index, const rdb_cell* cells, std::uint32_t rows) noexcept {
    const Item& item = items_[index];
    if (!item.row || thrown_) return;
    try {
        for (std::uint32_t row = 0; row < rows; ++row, cells += item.statement->column_count()) item.row(cells);
    } catch (...) {
        thrown_ = std::current_exception();
    }
}

void Script::finished(std::uint32_t index) noexcept {
    const Item& item = items_[index];
    if (item.kind == RDB_SCRIPT_BEGIN) connection_.begun_ = true;
    if (item.kind == RDB_SCRIPT_COMMIT) connection_.begun_ = false;
    if (!item.done || thrown_) return;
    try {
        item.done();
    } catch (...) {
        thrown_ = std::current_exception();
    }
}

bool Script::run() {
    std::vector<rdb_script_item> items;
    items.reserve(items_.size());
    for (const Item& item : items_) {
        items.push_back({item.statement != nullptr ? item.statement->handle() : nullptr, item.cells.data(), item.cells.size(), item.kind, to_str(item.sql)});
    }
    const rdb_batch_sink sink{this, [](void* context, std::uint32_t index, const rdb_cell* cells, std::uint32_t rows) { static_cast<Script*>(context)->take(index, cells, rows); },
                              [](void* context, std::uint32_t index, std::int64_t) { static_cast<Script*>(context)->finished(index); }};
    if (!items_.empty() && items_.front().kind == RDB_SCRIPT_BEGIN) connection_.aborted_ = connection_.begun_ = false;
    const auto count = static_cast<std::uint32_t>(items.size());
    std::uint32_t failed = count;
    Call call;
    const int code = connection_.driver().sql().script(connection_.handle(), items.data(), count, &sink, &failed, call.error());
    if (code == RDB_E_UNSUPPORTED && failed == count) return false;
    const bool known = code != RDB_OK && failed < count;
    if (thrown_) std::rethrow_exception(thrown_);
    call.check(code, known ? items_[failed].sql : "a script", connection_, known ? std::optional(failed) : std::nullopt);
    return true;
}

}  // namespace reinhardt::db
