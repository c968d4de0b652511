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

Workspace& Session::workspace() {
    if (!workspace_) workspace_ = std::make_unique<Workspace>(MigrationConfig{load_project(arguments_.value("directory", ".")), arguments_.value("database"), {}});
    return *workspace_;
}

const Project& Session::project() {
    const Project& found = project_or_none();
    require_project(found);
    return found;
}

}  // namespace reinhardt::db::cli
