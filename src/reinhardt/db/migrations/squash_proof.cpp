#include <reinhardt/db/migrations/squash_proof.hpp>

#include <algorithm>

#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/migrations/autodetect/comparison.hpp>
#include <reinhardt/db/migrations/executor_work.hpp>
#include <reinhardt/db/migrations/planner.hpp>
#include <reinhardt/db/migrations/statement_runner.hpp>
#include <reinhardt/db/schema/difference.hpp>
#include <reinhardt/db/schema/table_edits.hpp>
#include <reinhardt/db/state/to_schema.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/json.hpp>

namespace reinhardt::db {

namespace {

Error refusal(const SquashProof& proof, const std::string& what) {
    return Error(ErrorCode::squash_refused, "the squash of " + proof.range + " does not do what they do: " + what)
        .hint("squash with --no-optimize, or squash the ranges before and after this place");
}

ProjectState state_after(const std::vector<const Migration*>& migrations, ProjectState state) {
    for (const Migration* migration : migrations) apply_migration(*migration, state);
    return state;
}

std::string text_of(const Difference& one) {
    std::string text = one.object + " " + (one.name.empty() ? one.table : one.name);
    if (!one.name.empty() && one.name != one.table) text += " of table " + one.table;
    const auto side = [](const Value& value) { return value.is_null() ? std::string("absent") : to_json(value); };
    return text + " is " + side(one.from) + " after the originals and " + side(one.to) + " after the squash";
}

DifferenceOptions strict(Driver& driver) {
    DifferenceOptions options;
    options.column_order = true;
    options.normalize = [&driver](const std::string& expression) { return driver.normalize(expression); };
    return options;
}

/// Schema equality of the app's tables as one backend would have them. False when that backend lacks what the originals ask for.
bool prove_schema(const SquashProof& proof, const ProjectState& originals, const ProjectState& squashed, Driver& driver) {
    Schema left;
    try {
        left = to_schema(originals, driver, {proof.app});
    } catch (const Error& error) {
        if (error.code() == ErrorCode::unsupported) return false;
        throw;
    }
    const auto found = difference(left, to_schema(squashed, driver, {proof.app}), strict(driver));
    if (!found.equal()) throw refusal(proof, text_of(found.differences.front()) + ", on " + driver.name());
    return true;
}

/// A database in memory that migrations run on; RunSQL and backfills are passed over (details 5.2).
class Scratch {
public:
    Scratch(const std::shared_ptr<Driver>& driver, const ProjectState& start)
        : driver_(*driver), connection_(driver, driver->schemes().front() + "::memory:", {}, {}), runner_(connection_), state_(start) {
        connection_.begin();
        const Schema base = to_schema(start, driver_);
        const auto edits = edits_making(base);
        if (edits.empty()) return;
        RenderRequest request;
        request.edits = &edits;
        request.after = &base.tables;
        const std::vector<Table> none;
        request.before = &none;
        const auto rendered = driver_.render(request);
        if (!rendered.faults.empty()) throw Error(ErrorCode::unsupported, rendered.faults.front().message);
        runner_.run(rendered.statements, RenderedStatement::Phase::main);
    }

    /// In a few batches: consecutive changes of a table are one there, so that a long history costs little more than its result. SQLite reads
    /// the whole schema again at each change of a table, so of a very long history only the end is changed table by table.
    void run(const std::vector<const Migration*>& migrations) {
        Migration batch;
        const std::size_t count = migrations.size();
        const auto ends_batch = [count](std::size_t done) { return count > long_history ? done == count - long_history : done % (count / batches + 1) == 0; };
        for (std::size_t i = 0; i < migrations.size(); ++i) {
            batch.atomic = migrations[i]->atomic;
            batch.operations.insert(batch.operations.end(), migrations[i]->operations.begin(), migrations[i]->operations.end());
            const bool last = i + 1 == migrations.size() || migrations[i + 1]->atomic != batch.atomic;
            if (!last && !ends_batch(i + 1)) continue;
            run_batch(batch);
            batch.operations.clear();
        }
    }

    [[nodiscard]] Schema schema() {
        connection_.commit();
        return connection_.introspect();
    }

private:
    static constexpr std::size_t batches = 4;
    static constexpr std::size_t long_history = 100;

    void run_batch(const Migration& batch) {
        const MigrationWork work = compile_work(batch, operations_of(batch), state_, driver_, true);
        for (const auto& item : work.items) {
            if (item.kind != WorkItem::Kind::schema || item.edits.edits.empty()) continue;
            runner_.run(render_item(batch, item, driver_, {}, nullptr), RenderedStatement::Phase::main);
        }
    }

    Driver& driver_;
    Connection connection_;
    StatementRunner runner_;
    ProjectState state_;
};

/// Runs both on databases of their own. False when the originals cannot run there.
bool prove_by_running(const SquashProof& proof, const std::shared_ptr<Driver>& driver) {
    Schema left;
    try {
        Scratch scratch(driver, proof.start);
        scratch.run(proof.originals);
        left = scratch.schema();
    } catch (const Error&) {
        // What RunSQL would have done is missing here, so that a failure says nothing about the squash.
        return false;
    }
    Schema right;
    try {
        Scratch scratch(driver, proof.start);
        scratch.run(proof.squashed);
        right = scratch.schema();
    } catch (const Error& error) {
        throw refusal(proof, "on a scratch database the originals run and the squash fails: " + error.message()).statement(error.statement());
    }
    const auto found = difference(left, right, strict(*driver));
    if (!found.equal()) throw refusal(proof, text_of(found.differences.front()) + ", run on " + driver->name());
    return true;
}

}  // namespace

std::string first_difference(const ProjectState& originals, const ProjectState& squashed) {
    const auto json = [](const Field& field) { return to_json(write_field(field, {}, false)); };
    for (const ModelState* left : originals.models()) {
        const ModelState* right = squashed.find(left->label());
        if (right == nullptr) return "model " + left->label() + " is missing after the squash";
        for (const auto& field : left->fields) {
            const Field* other = right->field(field.name);
            const std::string name = "field " + field.name + " of " + left->label();
            if (other == nullptr) return name + " is missing after the squash";
            if (!(field == *other)) return name + " is " + json(field) + " after the originals and " + json(*other) + " after the squash";
        }
        for (const auto& field : right->fields) {
            if (left->field(field.name) == nullptr) return "field " + field.name + " of " + left->label() + " is there after the squash alone";
        }
        if (left->equivalent(*right)) continue;
        Value a = Value::object();
        Value b = Value::object();
        write_model_keys(*left, a);
        write_model_keys(*right, b);
        return "model " + left->label() + " is " + to_json(a) + " after the originals and " + to_json(b) + " after the squash";
    }
    for (const ModelState* right : squashed.models()) {
        if (originals.find(right->label()) == nullptr) return "model " + right->label() + " is there after the squash alone";
    }
    return object_difference(squashed.objects(), originals.objects());
}

std::vector<std::string> prove(const SquashProof& proof, const SquashOptions& options) {
    const ProjectState originals = state_after(proof.originals, proof.start);
    ProjectState squashed;
    try {
        squashed = state_after(proof.squashed, proof.start);
    } catch (const Error& error) {
        throw refusal(proof, error.message()).at(error.file(), error.line());
    }
    if (!originals.equivalent(squashed)) throw refusal(proof, first_difference(originals, squashed));
    std::vector<std::string> proven{"state"};
    for (const auto& driver : options.backends) {
        const std::string name = "schema:" + driver->name();
        if (std::find(proven.begin(), proven.end(), name) == proven.end() && prove_schema(proof, originals, squashed, *driver)) proven.push_back(name);
    }
    if (options.embedded != nullptr && options.embedded->can(RDB_CAP_IN_MEMORY) && prove_by_running(proof, options.embedded)) {
        proven.push_back("run:" + options.embedded->name());
    }
    return proven;
}

}  // namespace reinhardt::db
