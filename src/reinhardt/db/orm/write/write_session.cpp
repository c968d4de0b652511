#include <reinhardt/db/orm/write/write_session.hpp>

#include <memory>

namespace reinhardt::db {
namespace {

struct Scratch {
    std::vector<std::unique_ptr<CellWriter>> writers;
    std::size_t used = 0;
};

Scratch& scratch() {
    thread_local Scratch mine;
    return mine;
}

}  // namespace

const Dialect& dialect_of(Connection& connection) {
    // A connection is of one server for as long as it lives.
    if (connection.note == nullptr) connection.note = &Dialect::of(connection.driver(), connection.server());
    return *static_cast<const Dialect*>(connection.note);
}

CellScratch::CellScratch() {
    Scratch& mine = scratch();
    if (mine.used == mine.writers.size()) mine.writers.push_back(std::make_unique<CellWriter>());
    cells_ = mine.writers[mine.used++].get();
    cells_->clear();
}

CellScratch::~CellScratch() { --scratch().used; }

std::int64_t WriteSession::insert(std::string_view sql, const CellWriter& cells, std::string_view table) {
    try {
        const Statement::Outcome outcome = session_.statements().use(sql)->run(cells.data(), cells.size());
        table_written(session_.alias(), table);
        return outcome.last_insert_id;
    } catch (const DatabaseError& error) {
        throw_as_orm_error(error, table);
    }
}

std::int64_t WriteSession::execute(std::string_view sql, const CellWriter& cells, std::string_view table) {
    try {
        const Statement::Outcome outcome = session_.statements().use(sql)->run(cells.data(), cells.size());
        table_written(session_.alias(), table);
        return outcome.affected;
    } catch (const DatabaseError& error) {
        throw_as_orm_error(error, table);
    }
}

}  // namespace reinhardt::db
