#pragma once

#include <map>
#include <optional>
#include <string>

#include <reinhardt/db/orm/codec.hpp>

namespace reinhardt::db {

/// A map of texts to texts or NULL: hstore on PostgreSQL.
class HStore : public std::map<std::string, std::optional<std::string>, std::less<>> {
public:
    using std::map<std::string, std::optional<std::string>, std::less<>>::map;
};

template <>
struct type_adapter<HStore> {
    static constexpr FieldKind kind = FieldKind::map;
    static void decode(const rdb_cell& cell, HStore& value);
    static void encode(const HStore& value, CellWriter& out);
};

}  // namespace reinhardt::db
