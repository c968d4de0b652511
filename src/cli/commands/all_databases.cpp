#include "all_databases.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <reinhardt/db/support/text.hpp>

#include "../session.hpp"
#include "migrate_run.hpp"

namespace reinhardt::db::cli {
namespace {

constexpr int found = 3;  ///< "pending": no failure, so that the other databases are looked at too

class EveryDatabase {
public:
    EveryDatabase(Session& session, const std::function<int(Session&)>& run) : session_(session), run_(run), app_(session.arguments().positional(0)) {}

    int go() {
        choose();
        if (documents()) session_.gather_json(&list_);
        session_.explain_with([this](Error& error) { explain(error); });
        int code = 0;
        for (; at_ < choices_.size(); ++at_) {
            const int its = one();
            if (its != 0 && its != found) return its;
            code = std::max(code, its);
        }
        if (documents()) print();
        return code;
    }

private:
    /// What can be wrong with the choice of databases is found before the first of them is touched.
    void choose() {
        const Project& project = session_.project();
        for (const ProjectDatabase& entry : project.databases) choices_.push_back(database_of(project, entry));
        if (choices_.empty()) throw Error(ErrorCode::usage, "--all-databases needs databases in the project file").hint("add a [databases.default] table with a url to reinhardt-db.toml, or name one database with -d");
        const auto has = [&](const DatabaseChoice& choice) { return has_app(choice); };
        if (std::none_of(choices_.begin(), choices_.end(), has)) throw Error(ErrorCode::usage, "no database of the project has the app '" + app_ + "'");
        for (const DatabaseChoice& choice : choices_) check_limits(*session_.driver_of(choice), limits_of(session_.arguments()));
    }

    [[nodiscard]] bool has_app(const DatabaseChoice& choice) const {
        return app_.empty() || choice.apps.empty() || std::find(choice.apps.begin(), choice.apps.end(), app_) != choice.apps.end();
    }

    /// Whether a run prints a document, and not events.
    [[nodiscard]] bool documents() const { return session_.json() && (session_.arguments().has("plan") || session_.arguments().has("check")); }

    int one() {
        const DatabaseChoice& choice = choices_[at_];
        session_.use(choice);
        if (!session_.json() && !session_.quiet()) session_.out().line(session_.out().paint(Color::bold, "database " + printable(choice.alias)));
        if (!has_app(choice)) {
            if (!session_.json() && !session_.quiet()) session_.out().line("  passed over: app " + printable(app_) + " is not among its apps (" + printable(join(choice.apps, ", ")) + ")");
            return 0;
        }
        try {
            return run_(session_);
        } catch (Error& error) {
            explain(error);
            throw;
        }
    }

    void explain(Error& error) const {
        const auto names = [&](std::size_t first, std::size_t last) {
            std::vector<std::string> list;
            for (std::size_t i = first; i < last; ++i) list.push_back(choices_[i].alias);
            return join(list, ", ");
        };
        error.note("in database " + choices_[at_].alias + " (" + choices_[at_].shown + ")");
        if (at_ > 0) error.note("done: " + names(0, at_));
        if (at_ + 1 < choices_.size()) error.note("not reached: " + names(at_ + 1, choices_.size()));
    }

    void print() {
        session_.gather_json(nullptr);
        Value document = Value::object();
        document.set("format_version", "1.0").set("databases", std::move(list_));
        session_.print_json(document);
    }

    Session& session_;
    const std::function<int(Session&)>& run_;
    std::string app_;
    std::vector<DatabaseChoice> choices_;
    std::size_t at_ = 0;
    Value list_ = Value::list();
};

}  // namespace

int on_all_databases(Session& session, const std::function<int(Session&)>& run) { return EveryDatabase(session, run).go(); }

}  // namespace reinhardt::db::cli
