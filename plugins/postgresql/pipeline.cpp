#include "pipeline.hpp"

#include "connection.hpp"
#include "failure.hpp"

namespace reinhardt::db::postgresql {

Pipeline::~Pipeline() {
    if (!open_) return;
    static_cast<void>(plugin::guarded(nullptr, [&] { connection_.leave_pipeline(); }));
}

void Pipeline::send(Statement& statement, const rdb_cell* cells) {
    if (!open_) {
        connection_.claim();
        if (PQenterPipelineMode(connection_.handle()) != 1) throw failure_of(nullptr, connection_.handle());
        open_ = true;
    }
    try {
        statement.send(cells);
    } catch (const plugin::PluginError&) {
        // What was sent before may have failed already, which goes first.
        const auto index = done_ + static_cast<std::uint32_t>(waiting_.size());
        receive();
        failed_ = index;
        throw;
    }
}

void Pipeline::receive() {
    PGconn* handle = connection_.handle();
    if (PQsendFlushRequest(handle) != 1 || PQflush(handle) < 0) throw failure_of(nullptr, handle);
    for (; !waiting_.empty(); waiting_.pop_front(), ++done_) {
        const Result result(PQgetResult(handle));
        const ExecStatusType status = PQresultStatus(result.get());
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY) {
            failed_ = done_;
            waiting_.front().statement->note_failure(result.get());
            throw failure_of(result.get(), handle);
        }
        waiting_.front().take(result.get());
        Result(PQgetResult(handle)).reset();  // the end of this answer
    }
}

void Pipeline::finish() {
    if (!open_) return;
    PGconn* handle = connection_.handle();
    receive();
    if (PQpipelineSync(handle) != 1) throw failure_of(nullptr, handle);
    const Result end(PQgetResult(handle));
    // What is checked at the end of the transaction fails here.
    if (PQresultStatus(end.get()) != PGRES_PIPELINE_SYNC) throw failure_of(end.get(), handle);
    if (PQexitPipelineMode(handle) != 1) throw failure_of(nullptr, handle);
    open_ = false;
}

}  // namespace reinhardt::db::postgresql
