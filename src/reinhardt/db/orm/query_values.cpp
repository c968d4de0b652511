#include <algorithm>

#include <fmt/format.h>

#include <reinhardt/db/orm/errors.hpp>
#include <reinhardt/db/orm/functions.hpp>
#include <reinhardt/db/orm/model_info.hpp>
#include <reinhardt/db/orm/query.hpp>
#include <reinhardt/db/orm/query_set_reads.hpp>

namespace reinhardt::db {

void choose_values(QueryState& state, std::vector<std::string> names) {
    state.groups.push_back({names, state.annotations.size(), state.conditions.size()});
    state.values_mode = true;
    state.values = std::move(names);
    state.group_after = state.annotations.size();
}

void Query::set_values(std::initializer_list<std::string_view> names) {
    std::vector<std::string> given;
    for (const std::string_view name : names) {
        if (!name.empty()) given.emplace_back(name);
    }
    choose_values(own(), std::move(given));
}

void Query::set_order(std::string_view field) {
    check_whole("earliest(), latest() or an order");
    QueryState& state = own();
    state.ordering.clear();
    state.ordered = true;
    state.reversed = false;
    add_order(field);
}

void Query::set_moments(std::string_view field, std::string_view part, bool descending, bool days) {
    constexpr std::string_view name = "rdb_moment";
    const bool of_day = part == "year" || part == "quarter" || part == "month" || part == "week" || part == "day";
    const bool known = of_day || (!days && (part == "hour" || part == "minute" || part == "second"));
    if (!known) throw Error(ErrorCode::usage, fmt::format("there are no different moments by '{}'", part)).hint(days ? "year, quarter, month, week or day" : "year, quarter, month, week, day, hour, minute or second");
    add_condition(F(field).is_null(false), false);
    Expr moment = Trunc(field, part);
    if (days) moment = TruncDate(std::move(moment));
    QueryState& state = own();
    state.annotations.push_back({std::string(name), std::move(moment), true, state.conditions.size()});
    set_values({name});
    own().distinct = true;
    set_order(descending ? "-rdb_moment" : "rdb_moment");
}

void Query::no_row() const { throw NotFound(fmt::format("there is no such row of model {}", ModelInfo::of(model()).label())); }

void rows_into(const std::vector<Row>& rows, const ModelDesc& target, const ObjectSpan& into) {
    if (rows.empty()) return;
    struct Place {
        const FieldDesc* field;
        std::size_t column;
    };
    std::vector<Place> places;
    const std::vector<std::string>& columns = rows.front().columns();
    for (std::size_t i = 0; i < target.count; ++i) {
        const FieldDesc& field = target.fields[i];
        if (!field.in_database()) continue;
        const auto at = std::find(columns.begin(), columns.end(), field.name);
        if (at == columns.end()) no_such_column(columns, field.name);
        places.push_back({&field, static_cast<std::size_t>(at - columns.begin())});
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Row& row = rows[i];
        void* object = into.at(i);
        for (const Place& place : places) {
            const Parameter& value = row[place.column];
            if (value.is_null() && !place.field->nullable()) throw Error(ErrorCode::query, fmt::format("column '{}' is NULL, and {}.{} takes none", place.field->name, target.name, place.field->name)).hint("make it a std::optional");
            place.field->set(object, value.cell());
        }
    }
}

}  // namespace reinhardt::db
