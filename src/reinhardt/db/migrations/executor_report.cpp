#include <algorithm>

#include <reinhardt/db/migrations/executor_attempt.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

std::vector<std::string> plain_columns(const Index& index) {
    std::vector<std::string> names;
    for (const auto& part : index.parts) {
        if (part.column.empty()) return {};
        names.push_back(part.column);
    }
    return names;
}

/// The columns that an edit makes unique.
std::vector<std::string> unique_columns(const SchemaEdit& edit) {
    if (edit.unique) return edit.unique->columns;
    if (edit.index && edit.index->unique) return plain_columns(*edit.index);
    if (edit.primary_key) return edit.primary_key->columns;
    return {};
}

/// The query that finds the rows in the way.
std::string duplicates_query(const Driver& driver, const std::string& table, std::vector<std::string> columns) {
    for (auto& column : columns) column = driver.quote_identifier(column);
    const std::string list = join(columns, ", ");
    return "find the duplicates: SELECT " + list + ", count(*) FROM " + driver.quote_identifier(table) + " GROUP BY " + list + " HAVING count(*) > 1";
}

std::string hint_for(const Driver& driver, std::int32_t code, const std::vector<const SchemaEdit*>& edits) {
    for (const SchemaEdit* edit : edits) {
        if (code == RDB_E_UNIQUE) {
            if (const auto columns = unique_columns(*edit); !columns.empty()) return duplicates_query(driver, edit->table, columns);
        } else if (code == RDB_E_NOT_NULL && edit->column && edit->kind == EditKind::alter_column) {
            return "find the rows: SELECT * FROM " + driver.quote_identifier(edit->table) + " WHERE " + driver.quote_identifier(edit->column_from->name) +
                   " IS NULL; a backfill gives them a value";
        } else if (code == RDB_E_CHECK && edit->check) {
            return "find the rows: SELECT * FROM " + driver.quote_identifier(edit->table) + " WHERE NOT (" + edit->check->expression + ")";
        }
    }
    return {};
}

std::string object_of(const SchemaEdit& edit) {
    if (edit.unique) return edit.unique->name;
    if (edit.check) return edit.check->name;
    if (edit.foreign_key) return edit.foreign_key->name;
    return edit.index ? edit.index->name : std::string();
}

bool quotes(const std::string& message, const std::string& name) {
    constexpr std::string_view marks = "\"'`.";
    for (std::size_t at = message.find(name); !name.empty() && at != std::string::npos; at = message.find(name, at + 1)) {
        const std::size_t end = at + name.size();
        if (at > 0 && end < message.size() && marks.find(message[at - 1]) != std::string_view::npos && marks.find(message[end]) != std::string_view::npos) return true;
    }
    return false;
}

/// Whether that is the kind of failure that the edit can have.
bool can_fail_so(const SchemaEdit& edit, std::int32_t code) {
    switch (code) {
        case RDB_E_UNIQUE: return !unique_columns(edit).empty();
        case RDB_E_FOREIGN_KEY: return edit.foreign_key.has_value();
        case RDB_E_CHECK: return edit.kind == EditKind::add_check;
        case RDB_E_NOT_NULL:
        case RDB_E_DATA: return edit.kind == EditKind::alter_column;
        default: return false;
    }
}

/// Of several edits that one statement carries out: which one failed goes first.
void put_culprit_first(std::vector<const SchemaEdit*>& edits, const DatabaseError& failure) {
    const auto named = [&](const SchemaEdit* edit) { return quotes(failure.message(), object_of(*edit)); };
    auto found = std::find_if(edits.begin(), edits.end(), named);
    if (found == edits.end()) found = std::find_if(edits.begin(), edits.end(), [&](const SchemaEdit* edit) { return can_fail_so(*edit, failure.driver_code()); });
    if (found != edits.end()) std::rotate(edits.begin(), found, found + 1);
}

}  // namespace

/// Says which migration, file, line and operation an error belongs to, and what may help.
void MigrationRun::explain(Error& error, const MigrationWork& work, const WorkItem& item, const RenderedStatement* statement) const {
    std::vector<const SchemaEdit*> edits;
    if (statement != nullptr) {
        for (const std::size_t edit : statement->edits) {
            if (edit < item.edits.edits.size()) edits.push_back(&item.edits.edits[edit]);
        }
    }
    const auto* failure = dynamic_cast<const DatabaseError*>(&error);
    if (failure != nullptr) put_culprit_first(edits, *failure);
    if (error.file().empty()) place_error(error, *work.migration, edits.empty() ? item.operations.front() : edits.front()->operation);
    if (failure != nullptr && error.hint().empty()) {
        if (auto hint = hint_for(connection_.driver(), failure->driver_code(), edits); !hint.empty()) error.hint(std::move(hint));
    }
}

void MigrationRun::note_rolled_back(Error& error, const Migration& migration, Direction direction) {
    const std::string key = migration.key().text();
    if (error.code() == ErrorCode::interrupted) {
        error.message("interrupted in " + key);
    } else if (error.code() != ErrorCode::lock_held) {
        error.message(key + (direction == Direction::forward ? " failed: " : " could not be undone: ") + error.message());
    }
    if (commit_lost_) return note_commit_lost(error, migration, direction);
    const auto last = last_.find(migration.app);
    if (direction == Direction::backward) {
        error.note("rolled back; " + key + " is still applied");
    } else if (last != last_.end()) {
        error.note("rolled back; " + last->second.text() + " is still applied");
    } else {
        error.note("rolled back; nothing of " + migration.app + " is applied");
    }
}

/// The server got COMMIT, and its answer is lost with the connection: another connection may know what became of it.
void MigrationRun::note_commit_lost(Error& error, const Migration& migration, Direction direction) {
    const std::string key = migration.key().text();
    try {
        if (const auto other = connection_.another()) {
            const bool applied = Recorder(*other).find(migration.key()).has_value();
            const bool committed = applied == (direction == Direction::forward);
            error.note(committed ? "the transaction was committed all the same: " + key + (applied ? " is applied" : " is undone")
                                 : "rolled back; " + key + (applied ? " is still applied" : " is not applied"));
            error.hint("run migrate again to go on");
            return;
        }
    } catch (const Error&) {
        // The server is not there again.
    }
    error.note("the connection was lost at COMMIT: whether " + key + " is applied is not known").hint("run migrate again when the server is there: it reads what is applied and goes on");
}

/// An account of what is committed of a migration in steps, from what this run has seen itself.
void MigrationRun::note_partial(Error& error, const Migration& migration, Direction direction, std::size_t total) const {
    const std::string key = migration.key().text();
    const bool forward = direction == Direction::forward;
    error.message(error.code() == ErrorCode::interrupted ? "interrupted in " + key : key + (forward ? " failed: " : " could not be undone: ") + error.message());
    std::size_t done = 0;
    std::vector<std::string> statements;
    bool begun = false;
    for (const auto& [number, row] : journal_) {
        begun = row.status != "done";
        const StepProgress progress = StepProgress::from(row.position);
        const bool batches = row.status != "done" && row.position.find("\"key\":") != std::string::npos;
        done += row.status == "done" || batches ? 1U : 0U;
        if (row.status != "done") statements = progress.changes_done();
    }
    if (!forward) done = total - std::min(total, journal_.size());
    // Without the connection a step that came to nothing could not be taken out of the journal.
    const auto* failure = dynamic_cast<const DatabaseError*>(&error);
    const bool stays = begun && failure != nullptr && failure->connection_lost();
    const bool doubtful = !sent_.empty() || commit_lost_ || stays;
    if (done == 0 && statements.empty() && !doubtful) {
        if (forward) error.note("nothing of " + key + " was done");
        if (!forward) error.note(key + " is whole, and no longer recorded as applied");
        if (forward) return;
    }
    error.code(ErrorCode::partial);
    if (forward) error.note(count_of(done, "step") + " of " + std::to_string(total) + " of " + key + " done and committed");
    if (!forward) error.note(count_of(done, "step") + " of " + std::to_string(total) + " of " + key + " undone");
    if (!statements.empty()) error.note("of the next step " + std::string(forward ? "" : "back ") + count_of(statements.size(), "statement") + " done: " + join(statements, "; "));
    if (!sent_.empty()) error.note("the connection was lost: whether this statement took effect is not known, and the next run asks the database: " + sent_);
    if (commit_lost_) error.note("the connection was lost at COMMIT: whether the step under way is done is not known, and the next run asks the journal");
    if (stays && sent_.empty() && !commit_lost_) error.note("the connection was lost: how far the step went that the journal has as begun is not known, and the next run asks the database");
    if (error.hint().empty()) error.hint("run migrate again to go on where it stopped");
}

}  // namespace reinhardt::db
