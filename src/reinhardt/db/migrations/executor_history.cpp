#include <algorithm>
#include <set>
#include <utility>

#include <reinhardt/db/migrations/executor_checks.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/parallel.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

struct Compared {
    const AppliedMigration* row;
    const Migration* migration;
    std::string checksum;
};

void compute_checksums(std::vector<Compared>& list) {
    parallel_ranges(list.size(), 32, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) list[i].checksum = list[i].migration->checksum();
    });
}

std::vector<std::string> operation_texts(const std::string& canonical) {
    std::vector<std::string> texts;
    try {
        const Value value = parse_json(canonical);
        const Value* list = value.is_object() ? value.find("operations") : &value;
        if (list != nullptr && list->is_list()) {
            for (const auto& operation : list->as_list()) texts.push_back(to_json(operation));
        }
    } catch (const Error&) {
        texts.push_back(canonical);
    }
    return texts;
}

/// Both versions, one operation a line; operations that are the same at both ends are left out.
std::string shown_difference(const std::string& recorded, const Migration& migration) {
    auto before = operation_texts(recorded);
    auto after = operation_texts(migration.canonical_operations());
    while (!before.empty() && !after.empty() && before.back() == after.back()) {
        before.pop_back();
        after.pop_back();
    }
    std::size_t same = 0;
    while (same < before.size() && same < after.size() && before[same] == after[same]) ++same;
    std::vector<std::string> lines;
    for (std::size_t i = same; i < before.size(); ++i) lines.push_back("applied: " + before[i]);
    for (std::size_t i = same; i < after.size(); ++i) lines.push_back("in file: " + after[i]);
    if (lines.empty()) lines.push_back(std::string("the operations are the same; atomic is ") + (migration.atomic ? "true" : "false") + " in the file");
    return join(lines, "\n");
}

}  // namespace

RecordedHistory read_history(const History& history, Recorder& recorder, bool checksums) {
    RecordedHistory result;
    result.status.applied = recorder.applied();
    std::set<MigrationKey> replaced;
    for (const auto& [key, migration] : history.migrations) replaced.insert(migration.replaces.begin(), migration.replaces.end());
    std::vector<Compared> list;
    for (const auto& row : result.status.applied) {
        const Migration* migration = history.find(row.key());
        if (migration == nullptr) {
            if (!replaced.contains(row.key())) result.status.missing_files.push_back(row.key());
        } else if (checksums && !row.checksum.empty()) {
            list.push_back({&row, migration, {}});
        }
    }
    compute_checksums(list);
    for (const auto& one : list) {
        if (one.row->checksum == one.checksum) continue;
        const auto& was = one.migration->was;
        if (std::find(was.begin(), was.end(), one.row->checksum) != was.end()) {
            result.renewed.push_back(one.migration);
            continue;
        }
        const auto recorded = recorder.find(one.row->key());
        result.status.edited.emplace_back(one.row->key(), shown_difference(recorded ? recorded->operations : std::string(), *one.migration));
    }
    return result;
}

Error edited_error(const HistoryStatus& status, const History& history) {
    std::vector<Error> errors;
    for (const auto& [key, difference] : status.edited) {
        Error& error = errors.emplace_back(ErrorCode::edited, key.text() + " was edited after it was applied");
        error.hint("undo the edit and write a new migration, or record the new version with migrate --accept-edited");
        if (const Migration* migration = history.find(key)) error.at(migration->file);
        for (const auto& line : split(difference, '\n')) error.note(line);
    }
    Error first = std::move(errors.front());
    errors.erase(errors.begin());
    return first.also(std::move(errors));
}

Error missing_files_error(const std::vector<MigrationKey>& keys) {
    std::vector<std::string> names;
    for (const auto& key : keys) names.push_back(key.text());
    return Error(ErrorCode::inconsistent_history, "the database has " + join(names, ", ") + " applied, but there is no such file")
        .hint("bring the file back, or forget it with migrate --prune " + keys.front().app);
}

}  // namespace reinhardt::db
