#include <malloc.h>

#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include <reinhardt/db/backends/app_library.hpp>
#include <reinhardt/db/support/json.hpp>

#include "error_report.hpp"
#include "help.hpp"
#include "interrupt.hpp"
#include "session.hpp"
#include "version.hpp"

namespace {

using namespace reinhardt::db;
using namespace reinhardt::db::cli;

void choose_color(const Arguments& arguments, Terminal& terminal) {
    const std::string when = arguments.value("color", "auto");
    const ColorChoice choice = when == "always" ? ColorChoice::always : when == "never" ? ColorChoice::never : ColorChoice::automatic;
    terminal.out.choose_color(choice);
    terminal.err.choose_color(choice);
}

int report(const Error& error, const Arguments& arguments, Terminal& terminal) {
    terminal.progress({});
    if (arguments.value("format") == "json") {
        terminal.out.line(to_json(error_document(error)));
        terminal.out.flush();
        terminal.err.line(error_line(error));
    } else {
        terminal.out.flush();
        terminal.err.write(error_text(error, terminal.err));
    }
    return exit_code_of(error);
}

int run(const std::vector<std::string>& words, Arguments& arguments, Terminal& terminal) {
    static_cast<void>(parse_arguments(words, arguments));
    choose_color(arguments, terminal);
    if (arguments.has("no-input")) terminal.forbid_questions();
    Session session(arguments, terminal);
    if (arguments.has("version")) return print_version(session);
    if (arguments.has("help")) {
        terminal.out.write(help_text(arguments.command, terminal.out));
        return 0;
    }
    if (arguments.command == nullptr) {
        terminal.err.write(help_text(nullptr, terminal.err));
        return 2;
    }
    return arguments.command->run(session);
}

/// A reader that went away ends the program quietly (details 6.1); a disk that is full does not.
int finished(int code, const Arguments& arguments, Terminal& terminal) {
    terminal.progress({});
    terminal.out.flush();
    terminal.err.flush();
    if (terminal.out.failed()) return report(Error(ErrorCode::file, "cannot write to standard output"), arguments, terminal);
    return terminal.out.broken() && code == 3 ? 0 : code;
}

/// Memory is taken from the system in large steps: a run is short, and asks for much at its beginning.
void take_memory_in_large_steps() {
#ifdef __GLIBC__
    constexpr int step = 16 << 20;
    ::mallopt(M_TOP_PAD, step);
    ::mallopt(M_TRIM_THRESHOLD, 4 * step);
    ::mallopt(M_MMAP_THRESHOLD, step);
#endif
}

int run_reported(const std::vector<std::string>& words, Terminal& terminal) {
    Arguments arguments;
    try {
        return finished(run(words, arguments, terminal), arguments, terminal);
    } catch (const Error& error) {
        return report(error, arguments, terminal);
    } catch (const std::bad_alloc&) {
        return report(Error(ErrorCode::internal, "out of memory"), arguments, terminal);
    } catch (const std::exception& error) {
        return report(Error(ErrorCode::internal, std::string("a defect of reinhardt-db: ") + error.what()), arguments, terminal);
    }
}

}  // namespace

int main(int count, char** words) {
    take_memory_in_large_steps();
    ignore_broken_pipes();
    Terminal terminal;
    const int code = run_reported({words + 1, words + count}, terminal);
    terminal.out.flush();
    terminal.err.flush();
    // What an app's library does when the process ends can change nothing any more.
    if (AppLibrary::was_any_loaded()) std::_Exit(code);
    return code;
}
