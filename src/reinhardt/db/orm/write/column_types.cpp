#include <reinhardt/db/orm/write/column_types.hpp>

#include <algorithm>

#include <reinhardt/db/state/to_schema.hpp>

namespace reinhardt::db {
namespace {

/// The models of the program, where relations find their targets.
class Models : public StateView {
public:
    [[nodiscard]] const ModelState* find(std::string_view label) const override {
        for (const ModelDesc* model : registered_models()) {
            if (ModelInfo::of(*model).label() == label) return &ModelInfo::of(*model).state();
        }
        return nullptr;
    }
};

}  // namespace

std::vector<std::string> column_types(const ModelInfo& model, const std::vector<const FieldInfo*>& fields, Driver& driver) {
    const Table table = tables_of(model.state(), Models(), driver).front();
    std::vector<std::string> types;
    for (const FieldInfo* field : fields) {
        const auto column = std::find_if(table.columns.begin(), table.columns.end(), [&](const Column& one) { return one.field == field->name(); });
        if (column == table.columns.end()) throw Error(ErrorCode::internal, "no column of field '" + std::string(field->name()) + "'");
        types.push_back(column->type);
    }
    return types;
}

}  // namespace reinhardt::db
