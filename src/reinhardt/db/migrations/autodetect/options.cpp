#include <reinhardt/db/migrations/autodetect/comparison.hpp>
#include <reinhardt/db/migrations/autodetect/detection.hpp>
#include <reinhardt/db/migrations/operations/alter_model_options.hpp>
#include <reinhardt/db/migrations/operations/alter_model_table.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

void find_table_and_option_changes(Detection& detection, const KeptModel& model) {
    const ModelState& before = model.renamed;
    const ModelState& after = model.target;
    const std::string label = model.label();
    if (before.schema != after.schema) {
        throw Error(ErrorCode::unsupported, "model " + label + " cannot move from schema '" + before.schema + "' to '" + after.schema + "': no operation does that")
            .hint("move the table with RunSQL and its state_operations, or leave the schema as it is")
            .at(after.file, after.line);
    }
    if (before.table_name() != after.table_name()) {
        auto operation = std::make_shared<AlterModelTable>();
        operation->model = after.name;
        operation->table = after.table;
        Change& change = detection.add(operation, Phase::alter_table, after, 0);
        change.need(facts::model(label));
        ModelState next = before;
        next.table = after.table;
        note_tables(change, &before, &next);
    }
    if (!same_options(before, after)) {
        auto operation = std::make_shared<AlterModelOptions>();
        operation->model = after.name;
        operation->options.set_if("ordering", Value::list_of(after.ordering)).set_if("comment", after.comment);
        if (after.options.is_object()) {
            for (const auto& member : after.options.as_object()) operation->options.set(member.key, member.value);
        }
        detection.add(operation, Phase::alter_table, after, 1).need(facts::model(label));
    }
}

}  // namespace reinhardt::db
