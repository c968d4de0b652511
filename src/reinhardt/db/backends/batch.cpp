#include <reinhardt/db/backends/batch.hpp>

#include <algorithm>
#include <cstring>
#include <new>
#include <optional>

#include <reinhardt/db/backends/call.hpp>
#include <reinhardt/db/backends/statement_cache.hpp>
#include <reinhardt/db/backends/transaction.hpp>

namespace reinhardt::db {
namespace {

constexpr std::size_t text_block = 16'384;
constexpr std::uint32_t rows_at_once = 64;

bool has_bytes(const rdb_cell& cell) noexcept { return cell.size > 0 && cell.tag >= RDB_TEXT && cell.tag != RDB_DATE && cell.tag != RDB_TIME && cell.tag != RDB_TIMESTAMP; }

}  // namespace

rdb_cell Batch::kept(const rdb_cell& cell) {
    if (!has_bytes(cell)) return cell;
    if (room_ < cell.size) {
        room_ = std::max<std::size_t>(text_block, cell.size);
        texts_.emplace_back(room_);
    }
    std::vector<char>& block = texts_.back();
    rdb_cell copy = cell;
    char* place = block.data() + (block.size() - room_);
    std::memcpy(place, cell.u.p, cell.size);
    room_ -= cell.size;
    copy.u.p = place;
    return copy;
}

std::size_t Batch::add(Statement& statement, const rdb_cell* cells, std::uint32_t count) {
    Item& item = items_.emplace_back();
    item.statement = &statement;
    item.width = statement.column_count();
    item.parameters.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i) item.parameters.push_back(kept(cells[i]));
    return items_.size() - 1;
}

Batch::~Batch() {
    for (Statement* statement : taken_) const StatementCache::Use end(*statement);
}

std::size_t Batch::add(std::string_view sql, const rdb_cell* cells, std::uint32_t count) {
    if (cache_ == nullptr) throw Error(ErrorCode::usage, "a batch without a cache takes statements, not their texts");
    const auto known = std::find_if(taken_.begin(), taken_.end(), [&](const Statement* statement) { return statement->sql() == sql; });
    if (known != taken_.end()) return add(**known, cells, count);
    taken_.push_back(&cache_->get(sql));
    return add(*taken_.back(), cells, count);
}

const rdb_cell* Batch::row(std::size_t index, std::size_t row) const {
    const Item& item = items_.at(index);
    if (row >= item.rows) throw Error(ErrorCode::usage, "the batch has no such row");
    return item.cells.data() + row * item.width;
}

void Batch::take(Item& item, const rdb_cell* cells, std::uint32_t rows) {
    for (std::size_t i = 0; i < rows * item.width; ++i) item.cells.push_back(kept(cells[i]));
    item.rows += rows;
}

void Batch::run() {
    const rdb_sql& calls = connection_.driver().sql();
    if (items_.empty()) return;
    if (!has_call(calls, &rdb_sql::batch)) return run_each();
    std::vector<rdb_batch_item> items;
    items.reserve(items_.size());
    for (const Item& item : items_) {
        if (item.statement->handle() == nullptr) return run_each();
        items.push_back({item.statement->handle(), item.parameters.data(), static_cast<std::uint32_t>(item.parameters.size()), 0});
    }
    const rdb_batch_sink sink{
        this,
        [](void* context, std::uint32_t index, const rdb_cell* cells, std::uint32_t rows) {
            Batch& self = *static_cast<Batch*>(context);
            try {
                self.take(self.items_[index], cells, rows);
            } catch (const std::bad_alloc&) {
                self.out_of_memory_ = true;
            }
        },
        [](void* context, std::uint32_t index, std::int64_t affected) { static_cast<Batch*>(context)->items_[index].affected = affected; }};
    const auto count = static_cast<std::uint32_t>(items.size());
    std::uint32_t failed = count;
    Call call;
    const int code = calls.batch(connection_.handle(), items.data(), count, &sink, &failed, call.error());
    const bool known = code != RDB_OK && failed < count;
    call.check(code, known ? items_[failed].statement->sql() : "a batch of statements", connection_, known ? std::optional(failed) : std::nullopt);
    if (out_of_memory_) throw std::bad_alloc();
}

void Batch::run_each() {
    std::optional<Transaction> own;
    if (items_.size() > 1 && !connection_.in_transaction()) own.emplace(connection_);
    std::vector<rdb_cell> block;
    for (std::uint32_t index = 0; index < items_.size(); ++index) {
        Item& item = items_[index];
        Statement& statement = *item.statement;
        block.resize(std::max<std::size_t>(1, item.width * rows_at_once));
        try {
            statement.bind(item.parameters.data(), static_cast<std::uint32_t>(item.parameters.size()), Statement::Run::borrow);
            while (const std::uint32_t rows = statement.fetch(block.data(), rows_at_once)) take(item, block.data(), rows);
            item.affected = statement.affected();
            statement.reset();
        } catch (DatabaseError& error) {
            error.item(index);
            throw;
        }
    }
    if (own) own->commit();
}

}  // namespace reinhardt::db
