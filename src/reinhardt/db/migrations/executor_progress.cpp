#include <reinhardt/db/migrations/executor_progress.hpp>

#include <algorithm>
#include <array>
#include <set>

#include <reinhardt/db/migrations/executor_attempt.hpp>
#include <reinhardt/db/schema/schema.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

template <std::size_t size>
bool is_one_of(const std::string& word, const std::array<std::string_view, size>& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' || static_cast<unsigned char>(c) >= 0x80; }

/// Names and keywords alike, each as it is spelled.
std::set<std::string> words_of(std::string_view sql) {
    std::set<std::string> words;
    for (std::size_t at = 0; at < sql.size();) {
        std::size_t end = at;
        while (end < sql.size() && is_word(sql[end])) ++end;
        if (end > at) words.emplace(sql.substr(at, end - at));
        at = std::max(end, at + 1);
    }
    return words;
}

/// What a statement is about: the first of these words in it.
std::string object_of(std::string_view sql) {
    constexpr std::array<std::string_view, 12> objects = {"table", "index", "view", "trigger", "procedure", "function", "event", "schema", "database", "user", "role", "sequence"};
    std::string first;
    std::size_t place = std::string::npos;
    const std::string text = " " + lower(replace_all(std::string(sql), "\n", " ")) + " ";
    for (const auto object : objects) {
        const std::size_t at = text.find(" " + std::string(object) + " ");
        if (at >= place) continue;
        place = at;
        first = object;
    }
    return first;
}

}  // namespace

StepProgress StepProgress::from(const std::string& position) {
    StepProgress progress;
    if (position.empty()) return progress;
    const Value value = parse_json(position, {}, ErrorCode::internal);
    if (const Value* statements = value.find("statements"); statements != nullptr && statements->is_list()) {
        for (const Value& statement : statements->as_list()) progress.statements.push_back(rendered_statement_from(statement));
    }
    progress.item = static_cast<std::size_t>(value.int_or("item", 0));
    progress.operations = static_cast<std::size_t>(value.int_or("operations", 0));
    progress.done = static_cast<std::size_t>(value.int_or("done", 0));
    progress.before = value.text_or("before");
    return progress;
}

std::string StepProgress::text() const {
    Value list = Value::list();
    for (const auto& statement : statements) list.push(to_value(statement));
    Value value = Value::object();
    if (item != 0) value.set("item", static_cast<std::int64_t>(item));
    if (operations != 0) value.set("operations", static_cast<std::int64_t>(operations));
    value.set("done", static_cast<std::int64_t>(done));
    value.set_if("before", before);
    value.set_if("statements", std::move(list));
    return to_json(value);
}

std::vector<std::string> StepProgress::changes_done() const {
    std::vector<std::string> texts;
    for (std::size_t number = 0; number < std::min(done, statements.size()); ++number) {
        const RenderedStatement& one = statements[number];
        const bool changes = one.kind == RenderedStatement::Kind::run || one.kind == RenderedStatement::Kind::generate;
        if (changes && (one.phase == RenderedStatement::Phase::main || one.phase == RenderedStatement::Phase::verify)) texts.push_back(one.sql);
    }
    return texts;
}

std::size_t StepProgress::operations_done(const WorkItem& work) const {
    std::set<std::size_t> begun, open;
    for (std::size_t number = 0; number < statements.size(); ++number) {
        if (statements[number].kind == RenderedStatement::Kind::check) continue;
        for (const std::size_t edit : statements[number].edits) {
            if (edit < work.edits.edits.size()) (number < done ? begun : open).insert(work.edits.edits[edit].operation);
        }
    }
    std::size_t whole = 0;
    std::size_t met = 0;
    for (const std::size_t operation : work.operations) {
        if (open.contains(operation)) break;
        met += begun.contains(operation) ? 1U : 0U;
        ++whole;
    }
    return met == begun.size() ? whole : 0;
}

bool changes_rows_alone(std::string_view sql) {
    constexpr std::array<std::string_view, 9> words = {"INSERT", "UPDATE", "DELETE", "REPLACE", "SELECT", "WITH", "VALUES", "MERGE", "LOAD"};
    return is_one_of(first_words(sql).first, words);
}

bool may_repeat(std::string_view sql) {
    constexpr std::array<std::string_view, 15> words = {"PRAGMA", "VACUUM", "ATTACH", "DETACH",  "ANALYZE", "REINDEX", "OPTIMIZE", "GRANT",
                                                        "REVOKE", "FLUSH",  "SET",    "COMMENT", "REFRESH", "REPAIR",  "CHECKPOINT"};
    const auto [first, second] = first_words(sql);
    if (is_one_of(first, words) || (first == "CREATE" && second == "OR")) return true;
    // These name what they make or take away; tables and indexes are looked up.
    const auto found = words_of(lower(sql));
    return (first == "CREATE" || first == "DROP") && !shows_in_catalog(sql) && found.contains("if") && found.contains("exists");
}

bool shows_in_catalog(std::string_view sql) {
    const std::string first = first_words(sql).first;
    if (first != "CREATE" && first != "ALTER" && first != "DROP" && first != "RENAME") return false;
    const std::string object = object_of(sql);
    // The parts of a partitioned table are not read; an index that is built beside its users may be there and be of no use.
    const auto words = words_of(lower(sql));
    return (object == "table" || object == "index" || object == "view" || object == "trigger") && !words.contains("partition") && !words.contains("concurrently");
}

std::string catalog_digest(Connection& connection, std::string_view sql) {
    const auto words = words_of(sql);
    Schema found = connection.introspect(std::vector<std::string>(words.begin(), words.end()));
    const std::string object = object_of(sql);
    if (object == "view" || object == "trigger") {
        Schema all = connection.introspect();
        found.views = std::move(all.views);
        found.triggers = std::move(all.triggers);
    }
    return sha256_hex(to_json(to_value(found)));
}

}  // namespace reinhardt::db
