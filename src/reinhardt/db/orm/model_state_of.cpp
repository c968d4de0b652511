#include <reinhardt/db/orm/model_form.hpp>
#include <reinhardt/db/orm/model_info.hpp>

#include <utility>

#include <reinhardt/db/state/reader.hpp>

namespace reinhardt::db {

ModelState model_state_of(const ModelDesc& desc) {
    ModelState state;
    state.app = desc.app;
    state.name = desc.name;
    Reader reader;
    reader.file = "model " + state.label();
    reader.app = state.app;
    read_model_keys(reader, model_keys_form(desc), {}, state);
    for (std::size_t i = 0; i < desc.count; ++i) {
        const FieldDesc& field = desc.fields[i];
        if (!is_declared(field)) continue;
        Value form = field_form(field, desc);
        if (!state.primary_key.empty()) form.erase("primary_key");
        if (auto read = read_field(reader, std::string(field.name), form, state.label())) state.fields.push_back(std::move(*read));
    }
    if (!reader.errors.empty()) throw_all(std::move(reader.errors));
    return state;
}

}  // namespace reinhardt::db
