#include "session.hpp"

#include <reinhardt/db/support/json.hpp>

namespace reinhardt::db::cli {

Session::Session(const Arguments& arguments, Terminal& terminal) : arguments_(arguments), terminal_(terminal) {}
Session::~Session() = default;

void Session::print_json(const Value& document) {
    if (gathered_ == nullptr) {
        out().line(to_json(document, 2));
        return;
    }
    Value part = Value::object();
    part.set("database", database().alias);
    for (const Member& member : document.as_object())
        if (member.key != "format_version") part.set(member.key, member.value);
    gathered_->push(std::move(part));
}

void Session::explain(Error& error) const {
    if (explanation_) explanation_(error);
}

void Session::note(Color color, std::string_view word, std::string_view text) {
    if (quiet()) return;
    terminal_.progress({});
    out().flush();
    err().line(err().paint(color, std::string(word) + ":") + " " + printable(text));
}

const Project& Session::project_or_none() {
    if (!project_) project_ = load_project(arguments_.value("directory", "."));
    return *project_;
}

const Project& Session::project() {
    const Project& found = project_or_none();
    require_project(found);
    return found;
}

const History& Session::history() {
    if (!history_) history_ = load_history(project());
    return *history_;
}

DriverRegistry& Session::drivers() {
    if (!drivers_) drivers_ = std::make_unique<DriverRegistry>(project_or_none().driver_path);
    return *drivers_;
}

const CodeFunctions& Session::code() {
    if (!code_) code_ = std::make_unique<CodeFunctions>(project_or_none());
    return *code_;
}

const DatabaseChoice& Session::database() {
    if (!database_) database_ = choose_database(project_or_none(), arguments_.value("database"));
    return *database_;
}

void Session::use(DatabaseChoice choice) {
    connection_.reset();
    database_ = std::move(choice);
}

std::shared_ptr<Driver> Session::driver() { return driver_of(database()); }

std::shared_ptr<Driver> Session::driver_of(const DatabaseChoice& choice) {
    auto found = drivers().for_url(choice.url);
    if (!choice.server.empty()) found->set_server(choice.server);
    return found;
}

Connection* Session::connection(bool create) {
    if (!connection_) connection_ = open(database(), create);
    return connection_.get();
}

std::unique_ptr<Connection> Session::open(const DatabaseChoice& choice, bool create) {
    Connection::Options options;
    options.create = create;
    options.password = choice.password;
    try {
        return std::make_unique<Connection>(driver_of(choice), choice.url, project_or_none().root, options);
    } catch (const Error& error) {
        if (!create && error.code() == ErrorCode::not_found) return nullptr;
        throw;
    }
}

}  // namespace reinhardt::db::cli
