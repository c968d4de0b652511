#include <reinhardt/db/migrations/hazards.hpp>

#include <algorithm>
#include <set>

namespace reinhardt::db {

namespace {

std::string loss_of(const SchemaEdit& edit) {
    switch (edit.kind) {
        case EditKind::drop_table: return "drops table " + edit.table + " with its rows";
        case EditKind::drop_column: return "drops column " + edit.column->name + " of " + edit.table + " with its values";
        default: return "narrows column " + (edit.column ? edit.column->name : std::string()) + " of " + edit.table;
    }
}

std::string rewrite_of(const SchemaEdit& edit) {
    if (edit.kind == EditKind::drop_table || edit.kind == EditKind::drop_column) {
        return "ship code that no longer uses it first, keep a copy of the rows, and drop it in a later release";
    }
    return "add a column of the new type, fill it in batches (BackfillField), move the code over, then drop the old one";
}

class Collector {
public:
    void add(Hazard hazard) {
        if (seen_.insert(hazard.rule + '\n' + hazard.message).second) hazards_.push_back(std::move(hazard));
    }
    [[nodiscard]] std::vector<Hazard> take() { return std::move(hazards_); }

private:
    std::set<std::string> seen_;
    std::vector<Hazard> hazards_;
};

}  // namespace

std::vector<Hazard> hazards_of(const std::vector<const SchemaEdit*>& edits, const std::vector<const RenderedStatement*>& statements) {
    Collector found;
    for (const SchemaEdit* edit : edits) {
        if (edit->loses_data()) found.add({"loses-data", "error", loss_of(*edit), rewrite_of(*edit)});
        if (edit->needs_value) {
            found.add({"needs-value", "error",
                       "column " + edit->column->name + " of " + edit->table + " is NOT NULL and has no value for rows that exist; applying it fails if there are any",
                       "give the operation a backfill, or the field a default"});
        }
    }
    for (const RenderedStatement* statement : statements) {
        if (!statement->rewrites.empty()) {
            found.add({"rewrites-table", "warning", "copies the rows of " + statement->rewrites, "run it when the table is small or little used"});
        }
        if (!statement->blocks.empty()) {
            const std::string rule = statement->blocks == "writes" ? "blocks-writes" : "blocks-reads-and-writes";
            found.add({rule, "warning", "blocks " + statement->blocks + " while it runs", "run it when the table is little used"});
        }
    }
    return found.take();
}

Value to_value(const Hazard& hazard) {
    Value value = Value::object();
    value.set("rule", hazard.rule).set("severity", hazard.severity).set("message", hazard.message).set("rewrite", hazard.rewrite);
    return value;
}

}  // namespace reinhardt::db
