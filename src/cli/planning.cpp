#include "planning.hpp"

#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db::cli {

Target target_of(Session& session) {
    const Arguments& arguments = session.arguments();
    for (const std::string& word : arguments.positionals)
        if (word.empty()) throw Error(ErrorCode::usage, "an empty argument names neither an app nor a migration").hint("is a variable of the script unset? Leave the argument out to mean all");
    const Target target{arguments.positional(0), arguments.positional(1)};
    if (target.app.empty()) return target;
    const Project& project = session.project();
    if (project.app(target.app) == nullptr) {
        std::vector<std::string> labels;
        for (const ProjectApp& app : project.apps) labels.push_back(app.label);
        std::string hint = similar_hint("app", target.app, labels);
        if (hint.empty() && target.app.find('.') != std::string::npos) hint = "write the app and the migration as two words: " + replace_all(target.app, ".", " ");
        if (hint.empty() && !labels.empty()) hint = "known: " + join(labels, ", ");
        throw Error(ErrorCode::usage, "there is no app '" + target.app + "'").hint(std::move(hint));
    }
    return target;
}

void warn_of_history(Session& session) {
    try {
        check_history(session.workspace());
    } catch (const Error& error) {
        if (error.code() != ErrorCode::edited && error.code() != ErrorCode::inconsistent_history) throw;
        session.note(Color::yellow, "warning", error.message() + "; showplan --check says more");
    }
}

}  // namespace reinhardt::db::cli
