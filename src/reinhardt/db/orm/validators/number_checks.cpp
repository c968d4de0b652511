#include <cmath>
#include <compare>
#include <optional>

#include <reinhardt/db/orm/types/date_time.hpp>
#include <reinhardt/db/orm/types/decimal.hpp>
#include <reinhardt/db/orm/validators/validators.hpp>

namespace reinhardt::db::validators {

namespace {

std::optional<Decimal> exact(const rdb_cell& cell) {
    switch (cell.tag) {
        case RDB_BOOL:
        case RDB_INT: return Decimal(cell.u.i);
        case RDB_UINT: return Decimal(static_cast<std::uint64_t>(cell.u.i));
        case RDB_REAL: return std::isfinite(cell.u.d) ? std::optional(Decimal::from_double(cell.u.d)) : std::nullopt;
        case RDB_TEXT:
        case RDB_DECIMAL: return Decimal::parse(cell_bytes(cell));
        default: return std::nullopt;
    }
}

std::optional<Decimal> exact(const Limit& limit) {
    switch (limit.kind) {
        case Limit::Kind::integer: return Decimal(limit.integer);
        case Limit::Kind::real: return std::isfinite(limit.real) ? std::optional(Decimal::from_double(limit.real)) : std::nullopt;
        case Limit::Kind::text: return Decimal::parse(limit.text);
        default: return std::nullopt;
    }
}

template <class T>
std::partial_ordering order_of(const rdb_cell& cell, const std::optional<T>& limit) {
    T value{};
    type_adapter<T>::decode(cell, value);
    if (!limit) return std::partial_ordering::unordered;
    return value < *limit ? std::partial_ordering::less : value == *limit ? std::partial_ordering::equivalent : std::partial_ordering::greater;
}

/// Whether a value is below, at or above a limit; unordered when they have nothing in common, or for NaN.
std::partial_ordering compare(const rdb_cell& cell, const Limit& limit) {
    if (limit.kind == Limit::Kind::integer && cell.tag == RDB_INT) return cell.u.i <=> limit.integer;
    if (cell.tag == RDB_REAL && limit.kind != Limit::Kind::text) return cell.u.d <=> (limit.kind == Limit::Kind::real ? limit.real : static_cast<double>(limit.integer));
    if (cell.tag == RDB_DATE) return order_of<Date>(cell, parse_date(limit.text));
    if (cell.tag == RDB_TIMESTAMP) return order_of<DateTime>(cell, parse_date_time(limit.text));
    if (cell.tag == RDB_TIME) return order_of<Time>(cell, parse_time(limit.text));
    const auto bound = exact(limit);
    if (!bound && limit.kind == Limit::Kind::text) {
        if (cell.tag == RDB_INT) return order_of<Duration>(cell, parse_duration_text(limit.text));
        if (cell.tag == RDB_TEXT) return cell_bytes(cell) <=> limit.text;
    }
    const auto value = exact(cell);
    return value && bound ? std::partial_ordering(*value <=> *bound) : std::partial_ordering::unordered;
}

bool is_multiple(const rdb_cell& cell, const Limit& step, const Limit& offset) {
    const auto value = exact(cell), unit = exact(step), from = offset.kind == Limit::Kind::none ? Decimal() : exact(offset);
    if (!value || !unit || !from || unit->is_zero()) return false;
    const Decimal distance = *value - *from;
    if (cell.tag != RDB_REAL && step.kind != Limit::Kind::real) return distance == divide(distance, *unit, 0) * *unit;
    // Binary fractions are no exact multiples: Django takes what is nearer than 1e-9.
    return std::abs(std::remainder(distance.to_double(), unit->to_double())) <= 1e-9;
}

std::string with_count(std::int64_t count, std::string_view one, std::string_view many) {
    return fill_message(count == 1 ? one : many, {{"max", std::to_string(count)}});
}

}  // namespace

void check_max_value(const ValidatorDesc& self, const rdb_cell& value, FieldErrors& out) {
    if (!(compare(value, self.limit) <= 0)) self.fail(value, out);
}

void check_min_value(const ValidatorDesc& self, const rdb_cell& value, FieldErrors& out) {
    if (!(compare(value, self.limit) >= 0)) self.fail(value, out);
}

void check_step(const ValidatorDesc& self, const rdb_cell& value, FieldErrors& out) {
    if (is_multiple(value, self.limit, self.second)) return;
    const auto unit = exact(self.limit), from = exact(self.second);
    const auto valid = [&](int steps) { return unit && from ? (*from + *unit * steps).normalized().to_text() : std::string(); };
    out.push_back({std::string(self.code), fill_message(self.message, {{"limit_value", self.limit.shown()},
                                                                       {"offset", self.second.shown()},
                                                                       {"valid_value1", valid(1)},
                                                                       {"valid_value2", valid(2)}})});
}

void check_decimal(const ValidatorDesc& self, const rdb_cell& value, FieldErrors& out) {
    const auto number = exact(value);
    if (!number) return self.fail(value, out);
    const std::int64_t places = number->scale(), whole = number->whole_digits(), most = self.limit.integer, most_places = self.second.integer;
    if (whole + places > most) {
        out.push_back({"max_digits", with_count(most, "Ensure that there are no more than %(max)s digit in total.", "Ensure that there are no more than %(max)s digits in total.")});
    } else if (places > most_places) {
        out.push_back({"max_decimal_places", with_count(most_places, "Ensure that there are no more than %(max)s decimal place.", "Ensure that there are no more than %(max)s decimal places.")});
    } else if (whole > most - most_places) {
        out.push_back({"max_whole_digits", with_count(most - most_places, "Ensure that there are no more than %(max)s digit before the decimal point.",
                                                      "Ensure that there are no more than %(max)s digits before the decimal point.")});
    }
}

}  // namespace reinhardt::db::validators
