#include <reinhardt/db/backends/connection.hpp>

namespace reinhardt::db {

Transaction::Transaction(Connection& connection, Connection::Begin kind) : connection_(connection) { connection_.begin(kind); }

Transaction::~Transaction() {
    if (!open_) return;
    try {
        // The database may have ended the transaction by itself.
        if (connection_.in_transaction()) connection_.rollback();
    } catch (const std::exception&) {
        // Closing the connection ends it as well; an exception under way matters more.
    }
}

void Transaction::commit() {
    connection_.commit();
    open_ = false;
}

void Transaction::rollback() {
    open_ = false;
    if (connection_.in_transaction()) connection_.rollback();
}

}  // namespace reinhardt::db
