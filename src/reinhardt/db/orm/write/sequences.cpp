#include <reinhardt/db/orm/object.hpp>

#include <reinhardt/db/orm/write/write_plan.hpp>
#include <reinhardt/db/orm/write/write_session.hpp>

namespace reinhardt::db {

void sync_sequences(const std::vector<const ModelDesc*>& models, std::string_view database) {
    WriteSession session(database.empty() ? default_database : database);
    const Dialect& dialect = session.dialect();
    const char* word = dialect.find("sequence.sync");
    if (word == nullptr) return;
    Driver& driver = session.session().driver();
    for (const ModelDesc* desc : models) {
        const ModelInfo& model = ModelInfo::of(*desc);
        if (model.auto_key() == nullptr) continue;
        const std::string table = WritePlan::of(model, dialect).table(), column = model.auto_key()->column;
        const std::string sql = Dialect::expand(word, {table, dialect.quoted(column), driver.quote_literal(Value(table)), driver.quote_literal(Value(column))});
        const CellScratch none;
        session.query(sql, *none, model.table(), 1, [](const rdb_cell*) {});
    }
}

}  // namespace reinhardt::db
