#pragma once

#include <string_view>
#include <vector>

#include <reinhardt/db/orm/model_info.hpp>
#include <reinhardt/db/orm/query_cache.hpp>
#include <reinhardt/db/orm/signals.hpp>

namespace reinhardt::db {

/// Tells the listeners of post_bulk, and the cache of results. The texts of `fields` need live during the call alone.
inline void tell_bulk(const ModelDesc& model, BulkInfo::Operation operation, std::int64_t rows, std::vector<std::string_view> fields, std::string_view database) {
    table_written(database, ModelInfo::of(model).table());
    if (model.signals == nullptr || !model.signals->post_bulk.has_listeners()) return;
    model.signals->post_bulk.send(BulkInfo{operation, rows, std::move(fields), database});
}

/// Whether somebody wants to hear of each object that is deleted.
[[nodiscard]] inline bool deletes_are_heard(const ModelDesc& model) noexcept {
    return model.signals != nullptr && (model.signals->pre_delete.has_listeners() || model.signals->post_delete.has_listeners());
}

}  // namespace reinhardt::db
