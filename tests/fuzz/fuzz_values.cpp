// Values of columns and names of files: whatever text a database or a user gives is refused or reads back as what it was taken for.
#include <reinhardt/db/orm/storage.hpp>
#include <reinhardt/db/orm/types/file.hpp>
#include <reinhardt/db/orm/types/types.hpp>
#include <reinhardt/db/orm/validators/pattern.hpp>
#include <reinhardt/db/orm/validators/validators.hpp>

#include "targets.hpp"

namespace db = reinhardt::db;

namespace {

rdb_cell cell_of(std::string_view text) {
    rdb_cell cell{};
    cell.tag = RDB_TEXT;
    cell.u.p = text.data();
    cell.size = static_cast<std::uint32_t>(text.size());
    return cell;
}

/// What is read of `text` is written so that it reads the same.
template <class T>
void reads_back(std::string_view text) {
    accepted([&] {
        T value{};
        db::type_adapter<T>::decode(cell_of(text), value);
        db::CellWriter out;
        db::type_adapter<T>::encode(value, out);
        T again{};
        db::type_adapter<T>::decode(*out.data(), again);
        require(again == value);
    });
}

void texts_of_times(std::string_view text) {
    if (const auto moment = db::parse_date_time(text)) require(db::parse_date_time(db::to_text(*moment)) == moment);
    if (const auto day = db::parse_date(text)) require(db::parse_date(db::to_text(*day)) == day);
    if (const auto time = db::parse_time(text)) require(db::parse_time(db::to_text(*time)) == time);
    if (const auto duration = db::parse_duration_text(text); duration && *duration != db::Duration::min()) require(db::parse_duration_text(db::to_text(*duration)) == duration);
}

void decimals(std::string_view text) {
    const auto number = db::Decimal::parse(text.substr(0, text.find(' ')));
    if (!number) return;
    require(db::Decimal(number->to_text()).to_text() == number->to_text());
    require((*number - *number).is_zero() && *number + db::Decimal(0) == *number && -(-*number) == *number);
    const auto other = db::Decimal::parse(text.substr(std::min(text.find(' '), text.size() - 1) + 1));
    if (!other || other->is_zero() || number->scale() + number->whole_digits() + other->scale() + other->whole_digits() > 2000) return;
    require((*number < *other) + (*number == *other) + (*number > *other) == 1);
    const db::Decimal whole = divide(*number * *other, *other, number->scale());
    require(whole == *number);
}

void names_of_files(std::string_view text) {
    accepted([&] {
        const std::string name = db::valid_file_name(text);
        require(name.find('/') == std::string::npos && db::safe_name(name) == name && db::valid_file_name(name) == name);
    });
    accepted([&] {
        const std::string name = db::safe_name(text);
        require(!name.starts_with('/') && ("/" + name + "/").find("/../") == std::string::npos && db::safe_name(name) == name);
    });
    accepted([&] {
        const std::string name = db::upload_name("a/%Y", text, db::DateTime());
        require(name.starts_with("a/1970/") && name.find('/', 7) == std::string::npos);
    });
}

void validators(std::string_view text) {
    for (const db::ValidatorDesc& one : {db::email, db::url, db::domain_name, db::unicode_slug, db::validators::slug, db::ipv46, db::comma_separated_integers, db::validators::image_file, db::validators::integer,
                                         db::validators::decimal(5, 2), db::max_value("9.5"), db::step_value("0.1"), db::min_length(3)}) {
        const db::ValidatorDesc* pointer = &one;
        db::FieldErrors errors;
        accepted([&] { db::run_validators(&pointer, 1, cell_of(text), errors); });
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_of(data, size);
    texts_of_times(text);
    if (!text.empty()) decimals(text);
    reads_back<db::DateTime>(text);
    reads_back<db::Duration>(text);
    reads_back<db::Decimal>(text);
    reads_back<db::Uuid>(text);
    reads_back<db::Json>(text);
    reads_back<db::Array<std::optional<std::string>>>(text);
    reads_back<db::Array<db::Array<std::int64_t>>>(text);
    reads_back<db::Array<std::vector<std::byte>>>(text);
    reads_back<db::Range<std::int32_t>>(text);
    reads_back<db::Range<db::Decimal>>(text);
    reads_back<db::Range<db::DateTime>>(text);
    reads_back<db::HStore>(text);
    if (const auto pixels = db::image_size(text)) require(pixels->width > 0 && pixels->height > 0);
    names_of_files(text);
    validators(text);
    const std::size_t line = text.find('\n');
    accepted([&] { (void)db::Pattern(text.substr(0, line)).search(text.substr(std::min(line, size))); });
    return 0;
}
