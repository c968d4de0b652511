#pragma once

#include <cstdlib>
#include <string>

#include <libpq-fe.h>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/json.hpp>

#include "result.hpp"

namespace reinhardt::db::postgresql {

/// The rows of a catalog query. NULL reads as "".
class Answer {
public:
    explicit Answer(Result result) : result_(std::move(result)) {}
    bool next() { return ++row_ < PQntuples(result_.get()); }
    [[nodiscard]] std::string text(int column) const { return {PQgetvalue(result_.get(), row_, column), static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))}; }
    [[nodiscard]] bool is_true(int column) const { return letter(column) == 't'; }
    [[nodiscard]] char letter(int column) const { return *PQgetvalue(result_.get(), row_, column); }
    [[nodiscard]] int number(int column) const { return std::atoi(PQgetvalue(result_.get(), row_, column)); }
    [[nodiscard]] Value json(int column) const {
        const std::string document = text(column);
        return document.empty() ? Value::list() : parse_json(document, {}, ErrorCode::internal);
    }

private:
    Result result_;
    int row_ = -1;
};

}  // namespace reinhardt::db::postgresql
