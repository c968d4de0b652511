#include <reinhardt/db/migrations/migration.hpp>

#include <algorithm>
#include <utility>

#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

/// The file form of NULL inside of lists and tables (details 3.6).
Value null_mark() {
    Value mark = Value::object();
    mark.set("null", true);
    return mark;
}

void mark_nulls(Value& value) {
    if (value.is_null()) {
        value = null_mark();
    } else if (value.is_list()) {
        for (auto& item : value.as_list()) mark_nulls(item);
    } else if (value.is_object()) {
        for (auto& member : value.as_object()) mark_nulls(member.value);
    }
}

bool key_before(const Member& a, const Member& b) {
    const bool a_first = a.key == "op";
    const bool b_first = b.key == "op";
    return a_first != b_first ? a_first : a.key < b.key;
}

/// One form for all spellings: keys sorted, line ends '\n', defaults of decimals as text, NULL marked.
void canonicalize(Value& value) {
    if (value.is_null()) {
        value = null_mark();
    } else if (value.is_text()) {
        if (value.as_text().find('\r') != std::string::npos) value = Value(replace_all(value.as_text(), "\r\n", "\n"));
    } else if (value.is_list()) {
        for (auto& item : value.as_list()) canonicalize(item);
    } else if (value.is_object()) {
        auto& members = value.as_object();
        for (auto& member : members) canonicalize(member.value);
        if (!std::is_sorted(members.begin(), members.end(), key_before)) std::sort(members.begin(), members.end(), key_before);
        Value* given = value.find("default");
        if (given != nullptr && given->is_int() && value.text_or("type") == "DecimalField") *given = Value(std::to_string(given->as_int()));
    }
}

MigrationKey key_of(std::string_view text) {
    const auto dot = text.find('.');
    if (dot == std::string_view::npos || dot == 0 || dot + 1 == text.size())
        throw Error(ErrorCode::usage, "'" + std::string(text) + "' is not the name of a migration").hint("write it as \"app.name\", for example \"blog.0001_initial\"");
    return {std::string(text.substr(0, dot)), std::string(text.substr(dot + 1)), 0};
}

Value key_list(const std::vector<MigrationKey>& keys) {
    Value list = Value::list();
    for (const auto& key : keys) list.push(key.text());
    return list;
}

std::size_t digits_in_front(std::string_view text) noexcept {
    std::size_t count = 0;
    while (count < text.size() && text[count] >= '0' && text[count] <= '9') ++count;
    return count;
}

std::string_view without_zeros(std::string_view digits) noexcept {
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
    return digits;
}

}  // namespace

std::strong_ordering name_order(std::string_view a, std::string_view b) noexcept {
    const auto digit = [](std::string_view text, std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
    std::size_t both = 0;
    while (digit(a, both) && digit(b, both)) ++both;
    // With as many digits, or without any, the order of the texts is the same.
    if (both == 0 || digit(a, both) == digit(b, both)) return a <=> b;
    const std::size_t in_a = digits_in_front(a), in_b = digits_in_front(b);
    const std::string_view number_a = without_zeros(a.substr(0, in_a)), number_b = without_zeros(b.substr(0, in_b));
    if (const auto order = number_a.size() <=> number_b.size(); order != 0) return order;
    if (const auto order = number_a <=> number_b; order != 0) return order;
    if (const auto order = a.substr(in_a) <=> b.substr(in_b); order != 0) return order;
    return a <=> b;
}

bool Migration::is_initial() const {
    if (initial) return *initial;
    return std::none_of(dependencies.begin(), dependencies.end(), [&](const MigrationKey& key) { return key.app == app; });
}

Migration& Migration::in(std::string app_label) {
    app = std::move(app_label);
    const std::vector<OperationPtr> others = std::exchange(operations, {});
    for (const auto& operation : others) add(*operation);
    return *this;
}

Migration& Migration::add(const Operation& operation) {
    Value written = operation.to_value();
    mark_nulls(written);
    Reader reader;
    reader.app = app;
    reader.code = ErrorCode::migration_file;
    reader.file = file;
    OperationPtr read = read_operation(reader, written);
    for (Error& error : reader.errors) error.operation("operation " + std::to_string(operations.size() + 1) + " of " + key().text() + ": " + operation.describe());
    throw_all(std::move(reader.errors));
    operations.push_back(std::move(read));
    return *this;
}

Migration& Migration::depends_on(std::string_view migration) {
    dependencies.push_back(key_of(migration));
    return *this;
}

Migration& Migration::runs_before(std::string_view migration) {
    run_before.push_back(key_of(migration));
    return *this;
}

Migration& Migration::stands_for(std::string_view migration) {
    replaces.push_back(key_of(migration));
    return *this;
}

Migration& Migration::outside_transaction() {
    atomic = false;
    return *this;
}

Migration& Migration::add_operation(std::shared_ptr<Operation> operation) {
    operation->app = app;
    operations.push_back(std::move(operation));
    return *this;
}

Value Migration::to_value() const {
    Value value = Value::object();
    value.set("dependencies", key_list(dependencies));
    if (initial) value.set("initial", *initial);
    if (!atomic) value.set("atomic", false);
    value.set_if("run_before", key_list(run_before)).set_if("replaces", key_list(replaces)).set_if("was", Value::list_of(was));
    Value list = Value::list();
    for (const auto& operation : operations) list.push(operation->to_value());
    mark_nulls(list);
    value.set("operations", std::move(list));
    return value;
}

std::string Migration::canonical_operations() const {
    Value list = Value::list();
    for (const auto& operation : operations) list.push(operation->to_value());
    canonicalize(list);
    return to_json(list);
}

std::string Migration::checksum() const {
    std::string text = canonical_operations();
    if (!atomic) text += "\natomic = false";
    return sha256_hex(text);
}

}  // namespace reinhardt::db
