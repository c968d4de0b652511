#include <reinhardt/db/migrations/backend_check.hpp>

#include <algorithm>
#include <map>
#include <set>

#include <reinhardt/db/backends/url.hpp>
#include <reinhardt/db/migrations/operation_edits.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

namespace {

/// Renders migrations for one database and gathers what it cannot do.
class BackendCheck {
public:
    BackendCheck(Driver& driver, const ProjectDatabase& database, const ProjectState& models, std::vector<Error>& errors)
        : driver_(driver), database_(database), models_(models), errors_(errors) {}

    void run(ProjectState state, const std::vector<Migration>& migrations) {
        check_schemas();
        for (const auto& migration : migrations) {
            const bool concerned = concerns(migration.app);
            for (const auto& operation : migration.operations) {
                if (!concerned) {
                    operation->apply(state);
                } else {
                    check(*operation, state);
                }
            }
        }
    }

private:
    [[nodiscard]] bool concerns(const std::string& app) const { return database_.apps.empty() || std::find(database_.apps.begin(), database_.apps.end(), app) != database_.apps.end(); }

    /// Changes and foreign keys name a table without its schema.
    void check_schemas() {
        std::map<std::string, const ModelState*> tables;
        for (const ModelState* model : models_.models()) {
            if (!concerns(model->app)) continue;
            const auto [first, is_new] = tables.try_emplace(model->table_name(), model);
            if (is_new || first->second->schema == model->schema) continue;
            Error place(ErrorCode::unsupported, {});
            place.hint("give one of them another table").at(model->file, model->line);
            fail(model->label() + ": its table " + model->table_name() + " has the name of that of " + first->second->label() + " in another schema, and the two are not told apart", place);
        }
    }

    void check(const Operation& operation, ProjectState& state) {
        const ProjectState before = state;
        OperationEdits edits;
        try {
            edits = apply_with_edits(operation, state, driver_);
        } catch (const Error& error) {
            if (error.code() != ErrorCode::unsupported) throw;
            const std::string subject = error.message().substr(0, error.message().find(':'));
            const auto dot = subject.rfind('.');
            Error place(error.code(), {});
            place.hint(error.hint());
            fail(error.message(), placed(place, subject.substr(0, dot), dot == std::string::npos ? "" : subject.substr(dot + 1)));
            state = before;
            operation.apply(state);
            return;
        }
        if (edits.edits.empty()) return;
        RenderRequest request;
        request.server = database_.server;
        request.edits = &edits.edits;
        request.before = &edits.before;
        request.after = &edits.after;
        for (const auto& fault : driver_.render(request).faults) {
            const SchemaEdit* edit = fault.edit < edits.edits.size() ? &edits.edits[fault.edit] : nullptr;
            std::string subject = operation.app + "." + operation.model_name();
            const std::string field = edit != nullptr ? field_of(*edit, fault.message) : "";
            if (!field.empty()) subject += "." + field;
            Error error(ErrorCode::unsupported, {});
            error.hint(fault.hint);
            placed(error, operation.app + "." + operation.model_name(), field);
            fail(fault.message.compare(0, subject.size(), subject) == 0 ? fault.message : subject + ": " + fault.message, error);
        }
    }

    /// The field whose column a fault is about; a table that is made has many, of which the message names one.
    static std::string field_of(const SchemaEdit& edit, const std::string& message) {
        if (edit.column) return edit.column->field;
        constexpr std::string_view marker = "column ";
        if (!edit.table_value || message.compare(0, marker.size(), marker) != 0) return {};
        const Column* column = edit.table_value->column(message.substr(marker.size(), message.find(':') - marker.size()));
        return column != nullptr ? column->field : std::string();
    }

    /// The line of the models that asks for what the backend lacks.
    Error& placed(Error& error, const std::string& label, const std::string& field) const {
        const ModelState* model = models_.find(label);
        if (model == nullptr) return error;
        const Field* found = model->field(field);
        return error.at(model->file, found != nullptr && found->line != 0 ? found->line : model->line);
    }

    /// One fault is reported once for a backend, whatever the number of its databases.
    void fail(const std::string& text, const Error& place) {
        if (!seen_.insert(text).second) return;
        const bool named = text.find(driver_.title()) != std::string::npos;
        Error error(ErrorCode::unsupported, named ? text : text + " (" + driver_.title() + ")");
        errors_.push_back(error.hint(place.hint()).at(place.file(), place.line()).note("checked for database '" + database_.alias + "'"));
    }

    Driver& driver_;
    const ProjectDatabase& database_;
    const ProjectState& models_;
    std::vector<Error>& errors_;
    std::set<std::string> seen_;
};

/// The driver of a database, or nullptr when it is not installed or its URL is not known here.
std::shared_ptr<Driver> installed_driver(DriverRegistry& drivers, const ProjectDatabase& database) {
    try {
        return drivers.for_url(expand_variables(database.url));
    } catch (const Error& error) {
        if (error.code() == ErrorCode::driver || error.code() == ErrorCode::config) return nullptr;
        throw;
    }
}

}  // namespace

void check_backends(const Project& project, DriverRegistry& drivers, const ProjectState& state, const ProjectState& models, const std::vector<Migration>& migrations) {
    std::vector<Error> errors;
    std::set<std::pair<std::string, std::string>> checked;
    for (const auto& database : project.databases) {
        const auto driver = installed_driver(drivers, database);
        if (driver == nullptr || (database.apps.empty() && !checked.insert({driver->name(), database.server}).second)) continue;
        const std::string assumed = driver->assumed_server();
        if (!database.server.empty()) driver->set_server(database.server);
        BackendCheck(*driver, database, models, errors).run(state, migrations);
        if (!database.server.empty()) driver->set_server(assumed);
    }
    throw_all(std::move(errors));
}

}  // namespace reinhardt::db
