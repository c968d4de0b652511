#pragma once

#include <map>
#include <optional>
#include <string>

#include <reinhardt/db/migrations/graph.hpp>

namespace reinhardt::db {

/// What the migrations of a history touched last, for the dependencies of new ones on other apps (details 2.8). Reads the history when first asked.
class Past {
public:
    explicit Past(const MigrationGraph& graph) : graph_(graph) {}

    /// The latest migration of the model's own app that touches it, by its present label; of an enum by its facts::enumeration.
    [[nodiscard]] std::optional<MigrationKey> latest(const std::string& label);
    /// For each app the latest migration that made, changed, named or ended a relation to `what`: a model's present label, or "label.field" for
    /// relations to that field.
    [[nodiscard]] const std::map<std::string, MigrationKey>& referring(const std::string& what);

private:
    void read_touched();
    void read_referring();

    const MigrationGraph& graph_;
    bool touched_read_ = false, referring_read_ = false;
    std::map<std::string, MigrationKey> touched_;
    std::map<std::string, std::map<std::string, MigrationKey>> referring_;
};

}  // namespace reinhardt::db
