// Properties of whole projects, over random models and random edits (renames, exchanges, moves between apps, new keys, …), each with its name:
//   settled        after makemigrations nothing is left to make, and nothing is asked
//   formats        migrations read back from TOML and from JSON the same; the whole history in the other form is the same history
//   forward        the database, read back, has the schema of the models; so `backward`, and `forward again`
//   rows           values that were there are there after renames, moves, other types, new defaults
//   squash         a range squashed gives the same schema; so a squash of a squash; on databases that have any part of the originals
//                  it leads to the same schema, rows and records; then the originals can go
//   merge          branches that concern different models can be merged; what is merged gives the same state, schema and rows in
//                  either order; `clash`: branches that disagree are refused
//   update         changes folded into the leaf give the schema of the models
//   straight       the way straight to the final state gives the same tables, columns in the same order
//   plans          a plan without statements warns of the same losses as one with them
//   rehearsal      the history passes its own test on scratch databases
// Arguments: folder of a driver [first seed [last seed]] (1 to 2000). REINHARDT_DB_PROPERTY_URL=URL runs them on that server (its databases
// property_1, property_2, … are made and emptied), else on SQLite in memory. REINHARDT_DB_PROPERTY_SEED=n runs one project,
// REINHARDT_DB_PROPERTY_COUNT=n that many from the first seed. A failure prints property and seed, and the smallest project found that
// fails the same way.
#include <cstdio>
#include <cstdlib>

#include "checker.hpp"
#include "shrink.hpp"

using namespace property;

namespace {

namespace fs = std::filesystem;

/// Most projects are small, so that there can be many.
Size size_of(std::uint64_t seed) {
    if (seed % 100 == 0) return {3, 3, 6, 6, 5};
    if (seed % 12 == 0) return {3, 2, 4, 4, 3};
    return {1 + static_cast<int>(seed % 3), 1 + static_cast<int>(seed / 3 % 2), 3, 3, 2};
}

Extra extra_of(std::uint64_t seed) {
    static constexpr Extra turns[] = {Extra::squash, Extra::branches, Extra::update, Extra::straight, Extra::squash, Extra::branches, Extra::formats, Extra::update, Extra::rehearsal, Extra::branches, Extra::squash};
    return turns[seed % std::size(turns)];
}

struct Property {
    Backend& backend;
    std::uint64_t seed = 0;
    fs::path root;

    [[nodiscard]] std::optional<Broken> broken(const ProjectHistory& history) const {
        try {
            Checker(backend, history, seed, root).run(extra_of(seed));
            return std::nullopt;
        } catch (const Broken& found) {
            return found;
        }
    }
};

void print_tree(const ProjectTree& tree, const char* what) {
    std::printf("=== %s\n", what);
    for (const auto& app : tree.apps) {
        const auto text = tree.text(app);
        if (!text.empty()) std::printf("--- models/%s.toml\n%s", app.c_str(), text.c_str());
    }
}

void print_answers(const ProjectTree& before, const ProjectTree& after) {
    const auto given = answers(before, after);
    std::string text = "--- makemigrations --no-renames";
    for (const auto& [now, old] : given.renames) text += " --rename " + now + "=" + old;
    for (const auto& [field, value] : given.backfills) text += " --backfill " + field + "=…";
    std::printf("%s\n", text.c_str());
}

void print_history(const ProjectHistory& history, bool branches) {
    const auto& last = history.versions.back();
    for (std::size_t i = 0; i < history.versions.size(); ++i) {
        print_tree(history.versions[i], ("version " + std::to_string(i + 1)).c_str());
        if (i > 0) print_answers(history.versions[i - 1], history.versions[i]);
    }
    if (!branches) return;
    print_tree(history.left, "branch left");
    print_answers(last, history.left);
    print_tree(history.right, "branch right");
    print_answers(last, history.right);
}

/// Whether the seed passes.
bool check(const Property& property, const char* program, const char* drivers) {
    const auto history = Generator(property.seed, size_of(property.seed), property.backend.traits()).history();
    const auto first = property.broken(history);
    if (!first) {
        std::printf("ok seed %llu\n", static_cast<unsigned long long>(property.seed));
        return true;
    }
    const auto fails_alike = [&](const ProjectHistory& candidate) {
        const auto found = property.broken(candidate);
        return found && found->property == first->property && found->kind == first->kind;
    };
    const auto smallest = shrink(history, fails_alike, 600);
    const auto found = property.broken(smallest);
    std::printf("not ok seed %llu, property %s: %s\n", static_cast<unsigned long long>(property.seed), first->property.c_str(), found ? found->what() : first->what());
    print_history(smallest, extra_of(property.seed) == Extra::branches);
    std::printf("again: REINHARDT_DB_PROPERTY_SEED=%llu %s %s\n", static_cast<unsigned long long>(property.seed), program, drivers);
    return false;
}

std::uint64_t number(const char* text, std::uint64_t fallback) { return text ? std::strtoull(text, nullptr, 10) : fallback; }

/// In memory where there is one: files are written through to the disk.
fs::path folder() { return fs::is_directory("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path(); }

}  // namespace

int main(int argc, char** argv) {
    const char* drivers = argc > 1 ? argv[1] : ".";
    const auto only = number(std::getenv("REINHARDT_DB_PROPERTY_SEED"), 0);
    const auto first = only ? only : number(argc > 2 ? argv[2] : nullptr, 1);
    const auto count = number(std::getenv("REINHARDT_DB_PROPERTY_COUNT"), 0);
    const auto last = only ? only : count ? first + count - 1 : number(argc > 3 ? argv[3] : nullptr, 2000);
    const char* url = std::getenv("REINHARDT_DB_PROPERTY_URL");
    Backend backend(drivers, url ? url : "sqlite::memory:");
    Property property{backend, 0, folder() / ("rdb-property-" + std::to_string(std::random_device{}()))};
    int failures = 0;
    for (property.seed = first; property.seed <= last; ++property.seed) {
        if (!check(property, argv[0], drivers)) ++failures;
        std::fflush(stdout);
    }
    fs::remove_all(property.root);
    return failures ? 1 : 0;
}
