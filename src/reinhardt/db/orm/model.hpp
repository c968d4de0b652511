#pragma once

#include <reinhardt/db/orm/clean.hpp>
#include <reinhardt/db/orm/field_desc_of.hpp>
#include <reinhardt/db/orm/field_ref.hpp>
#include <reinhardt/db/orm/for_each.hpp>
#include <reinhardt/db/orm/initial_value.hpp>
#include <reinhardt/db/orm/model_meta.hpp>
#include <reinhardt/db/orm/object.hpp>
#include <reinhardt/db/orm/query_set.hpp>
#include <reinhardt/db/orm/types/types.hpp>

#include <reinhardt/db/orm/field_words.hpp>

#define RDB_UNWRAP(...) __VA_ARGS__
#define RDB_CALL(macro, ...) macro(__VA_ARGS__)
// A relation makes a model a type whose layout is not "standard": the compilers know its offsets all the same, and may warn of it.
#define RDB_OFFSET(model, field_name) __builtin_offsetof(model, field_name)
#define RDB_OFFSETS_BEGIN _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Winvalid-offsetof\"")
#define RDB_OFFSETS_END _Pragma("GCC diagnostic pop")

#define RDB_MEMBER(model, field) RDB_CALL(RDB_MEMBER_OF, model, RDB_UNWRAP field)
#define RDB_MEMBER_OF(model, field_type, field_name, ...)                                                                                              \
    field_type field_name = ::reinhardt::db::detail::initial<field_type>(__VA_OPT__([]() consteval { return ::reinhardt::db::FieldOptions{} | __VA_ARGS__; })); \
    [[nodiscard]] static constexpr ::reinhardt::db::FieldRef<model, field_type> field_##field_name() { return ::reinhardt::db::FieldRef<model, field_type>(::reinhardt::db::name_of_identifier(#field_name)); }
#define RDB_FIELD(model, field) RDB_CALL(RDB_FIELD_OF, model, RDB_UNWRAP field)
#define RDB_FIELD_OF(model, field_type, field_name, ...) ::reinhardt::db::detail::field<decltype(model::field_name), ::reinhardt::db::detail::field_owner<decltype(model::field_name), model>>(#field_name, RDB_OFFSET(model, field_name), ::reinhardt::db::FieldOptions{} __VA_OPT__(|) __VA_ARGS__),
#define RDB_COLUMN(model, field) RDB_CALL(RDB_COLUMN_OF, model, RDB_UNWRAP field)
#define RDB_COLUMN_OF(model, field_type, field_name, ...) ::reinhardt::db::FieldRef<model, field_type> field_name{::reinhardt::db::name_of_identifier(#field_name)};

/// Makes a struct a model of app `app_label`, kept in table `table_name`: declares its members and what the library knows of them. Stands first in
/// the struct; a field is (type, name) or (type, name, options joined by |). A type with a comma needs an alias. A `_` at the end
/// is no part of a name: class_ is the field "class". The struct stays an aggregate; a member begins as its default_(…) says.
#define REINHARDT_MODEL(model, app_label, table_name, ...)                                                                             \
    RDB_EACH(RDB_MEMBER, model, __VA_ARGS__)                                                                                           \
    ::reinhardt::db::InstanceState rdb_state_{};                                                                                       \
    struct rdb_columns_ {                                                                                                              \
        RDB_EACH(RDB_COLUMN, model, __VA_ARGS__)                                                                                       \
    };                                                                                                                                 \
    template <class Self>                                                                                                              \
    struct rdb_model_ {                                                                                                                \
        RDB_OFFSETS_BEGIN                                                                                                              \
        static constexpr ::reinhardt::db::FieldDesc fields[] = {RDB_EACH(RDB_FIELD, Self, __VA_ARGS__)};                               \
        RDB_OFFSETS_END                                                                                                                \
        static constexpr ::reinhardt::db::ModelDesc desc = ::reinhardt::db::detail::describe<Self>(app_label, #model, table_name, fields); \
    };                                                                                                                                 \
    template <class Self = model>                                                                                                      \
    [[nodiscard]] static const ::reinhardt::db::ModelDesc& rdb_desc_() { return ::reinhardt::db::model_of<Self>::desc; }               \
    static inline const ::reinhardt::db::detail::Registration rdb_registration_{&rdb_desc_<>};                                         \
    [[nodiscard]] static ::reinhardt::db::QuerySet<model> objects() { return {}; }                                                     \
    void save(const ::reinhardt::db::SaveOptions& options = {}) { ::reinhardt::db::save(*this, options); }                             \
    ::reinhardt::db::DeleteResult remove() { return ::reinhardt::db::remove(*this); }                                                  \
    void refresh(const std::vector<std::string>& names = {}) { ::reinhardt::db::refresh(*this, names); }                               \
    template <class RdbType>                                                                                                           \
    [[nodiscard]] bool is_loaded(const ::reinhardt::db::FieldRef<model, RdbType>& field) const {                                       \
        return ::reinhardt::db::is_loaded(*this, field.name());                                                                        \
    }                                                                                                                                  \
    template <class RdbType>                                                                                                           \
    void fetch(const ::reinhardt::db::FieldRef<model, RdbType>& field) {                                                               \
        ::reinhardt::db::fetch(*this, field.name());                                                                                   \
    }                                                                                                                                  \
    [[nodiscard]] ::reinhardt::db::ValidationErrors full_clean(const ::reinhardt::db::CleanOptions& options = {}) const {              \
        return ::reinhardt::db::full_clean(*this, options);                                                                            \
    }                                                                                                                                  \
    friend bool operator==(const model&, const model&) = default;

/// What a model has beside its fields: db::ordering("-id"), db::index("status", "id"), db::unique_together(…), db::check(…). Stands behind REINHARDT_MODEL.
#define REINHARDT_META(model, ...)                                                                                \
    [[nodiscard]] static const ::reinhardt::db::ModelMeta& rdb_meta_() {                                          \
        static const ::reinhardt::db::ModelMeta made = ::reinhardt::db::meta::build(__VA_ARGS__);                 \
        return made;                                                                                              \
    }

/// The same for a struct that is adapted: in the global namespace, in front of its REINHARDT_ADAPT.
#define REINHARDT_ADAPT_META(model, ...)                                                                                                       \
    static_assert(!::reinhardt::db::declares_itself<model>, "REINHARDT_ADAPT_META is for structs that are adapted: REINHARDT_META is for others"); \
    template <>                                                                                                                                \
    struct reinhardt::db::adapted_meta<model> {                                                                                                \
        [[nodiscard]] static const ::reinhardt::db::ModelMeta& get() {                                                                         \
            static const ::reinhardt::db::ModelMeta made = ::reinhardt::db::meta::build(__VA_ARGS__);                                          \
            return made;                                                                                                                       \
        }                                                                                                                                      \
    };

#define RDB_ADAPTED_FIELD(model, field) RDB_CALL(RDB_ADAPTED_FIELD_OF, model, RDB_UNWRAP field)
#define RDB_ADAPTED_FIELD_OF(model, field_name, ...) ::reinhardt::db::detail::field<decltype(model::field_name), ::reinhardt::db::detail::field_owner<decltype(model::field_name), model>>(#field_name, RDB_OFFSET(model, field_name), ::reinhardt::db::FieldOptions{} __VA_OPT__(|) __VA_ARGS__),
#define RDB_ADAPTED_COLUMN(model, field) RDB_CALL(RDB_ADAPTED_COLUMN_OF, model, RDB_UNWRAP field)
#define RDB_ADAPTED_COLUMN_OF(model, field_name, ...) ::reinhardt::db::FieldRef<model, decltype(model::field_name)> field_name{::reinhardt::db::name_of_identifier(#field_name)};

/// Makes a model of a struct that cannot be edited. Stands in the global namespace behind it; a field is (name) or (name, options). The model's name is
/// the struct's without its namespace. A new object is what the struct makes it: default_(…) is of the column alone. Its objects do not know where
/// they were read from: save() writes to the database that it names, else to the default one; only() and defer() are Error(usage).
#define REINHARDT_ADAPT(model, app_label, table_name, ...)                                                                                \
    template <>                                                                                                                           \
    struct reinhardt::db::model_of<model> {                                                                                               \
        RDB_OFFSETS_BEGIN                                                                                                                 \
        static constexpr ::reinhardt::db::FieldDesc fields[] = {RDB_EACH(RDB_ADAPTED_FIELD, model, __VA_ARGS__)};                         \
        RDB_OFFSETS_END                                                                                                                   \
        static constexpr ::reinhardt::db::ModelDesc desc = ::reinhardt::db::detail::describe<model>(app_label, #model, table_name, fields); \
        [[nodiscard]] static const ::reinhardt::db::ModelDesc& get() { return desc; }                                                     \
        static inline const ::reinhardt::db::detail::Registration registration{&get};                                                     \
    };                                                                                                                                    \
    template <>                                                                                                                           \
    struct reinhardt::db::model_columns<model> {                                                                                          \
        struct type {                                                                                                                     \
            RDB_EACH(RDB_ADAPTED_COLUMN, model, __VA_ARGS__)                                                                              \
        };                                                                                                                                \
    };

/// Lets rows be read into a struct that is no model: what into<>() and with<>() take. Stands in the global namespace behind it; a field is (name).
#define REINHARDT_ROW(type, ...)                                                                                                                   \
    template <>                                                                                                                                    \
    struct reinhardt::db::model_of<type> {                                                                                                         \
        RDB_OFFSETS_BEGIN                                                                                                                           \
        static constexpr ::reinhardt::db::FieldDesc fields[] = {RDB_EACH(RDB_ADAPTED_FIELD, type, __VA_ARGS__)};                                    \
        RDB_OFFSETS_END                                                                                                                             \
        static constexpr ::reinhardt::db::ModelDesc desc = ::reinhardt::db::detail::describe<type>(std::string_view(), #type, std::string_view(), fields); \
    };

namespace reinhardt::db {

/// The query set of a struct that was adapted: db::objects<Legacy>().
template <model M>
[[nodiscard]] QuerySet<M> objects() {
    return {};
}

}  // namespace reinhardt::db
