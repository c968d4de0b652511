#pragma once

#include <cstdint>
#include <string_view>

#include <reinhardt/db/backends/plugin_support.hpp>

/// The optional calls of rdb_sql: each is filled where the driver's classes have its member (plugin.hpp lists them).
namespace reinhardt::db::plugin {

template <class Connection, class Statement>
class OptionalCalls {
public:
    static constexpr void fill(rdb_sql& table) noexcept {
        if constexpr (requires(Connection& c, const rdb_transaction& how) { c.begin_with(how); }) table.begin_with = begin_with;
        if constexpr (requires(Connection& c, std::size_t& tail) { c.prepare_with(std::string_view{}, 0U, tail); }) table.prepare_with = prepare_with;
        if constexpr (requires(Statement& s, const rdb_cell* cells) { s.bind_with(cells, 0U, 0U); }) table.bind_with = bind_with;
        if constexpr (requires(Statement& s, const rdb_cell* cells, std::uint32_t& failed) { s.execute_rows(cells, 0U, 0U, failed); }) table.execute_rows = execute_rows;
        if constexpr (requires(Connection& c, const rdb_str* columns, const rdb_cell* cells, std::uint32_t& failed) { c.bulk_load({}, {}, columns, 0U, cells, 0U, failed); })
            table.bulk_load = bulk_load;
        if constexpr (requires(Connection& c, const rdb_batch_item* items, const rdb_batch_sink& sink, std::uint32_t& failed) { c.batch(items, 0U, sink, failed); }) table.batch = batch;
        if constexpr (requires(Statement& s) { s.last_insert_id(); }) table.last_insert_id = last_insert_id;
        if constexpr (requires(Connection& c, const rdb_script_item* items, const rdb_batch_sink& sink, std::uint32_t& failed) { c.script(items, 0U, sink, failed); }) table.script = script;
        if constexpr (requires(Statement& s, const rdb_cell* cells) { s.run(cells, 0U, 0U); }) table.run = run;
    }

private:
    static Connection& self(rdb_connection* handle) noexcept { return *reinterpret_cast<Connection*>(handle); }
    static Statement& self(rdb_statement* handle) noexcept { return *reinterpret_cast<Statement*>(handle); }

    static int begin_with(rdb_connection* c, const rdb_transaction* how, std::uint32_t* effective, rdb_error* error) noexcept {
        return guarded(error, [&] {
            if (how == nullptr || how->size < sizeof(rdb_transaction)) throw PluginError(RDB_E_USAGE, "a transaction of another kind");
            const std::uint32_t level = self(c).begin_with(*how);
            if (effective) *effective = level;
        });
    }
    static int prepare_with(rdb_connection* c, rdb_str text, std::uint32_t flags, rdb_statement** out, std::size_t* tail, rdb_error* error) noexcept {
        return guarded(error, [&] {
            std::size_t used = text.size;
            *out = reinterpret_cast<rdb_statement*>(self(c).prepare_with(view(text), flags, used).release());
            if (tail) *tail = used;
        });
    }
    static std::int64_t last_insert_id(rdb_statement* s) noexcept { return self(s).last_insert_id(); }
    static int bind_with(rdb_statement* s, const rdb_cell* cells, std::uint32_t count, std::uint32_t flags, rdb_error* error) noexcept {
        return guarded(error, [&] { self(s).bind_with(cells, count, flags); });
    }
    static int run(rdb_statement* s, const rdb_cell* cells, std::uint32_t count, std::uint32_t flags, std::int64_t* affected, std::int64_t* last_insert_id, rdb_error* error) noexcept {
        return guarded(error, [&] {
            self(s).run(cells, count, flags);
            if (affected) *affected = self(s).affected();
            if constexpr (requires { self(s).last_insert_id(); }) {
                if (last_insert_id) *last_insert_id = self(s).last_insert_id();
            }
        });
    }
    static int execute_rows(rdb_statement* s, const rdb_cell* cells, std::uint32_t width, std::uint32_t rows, std::int64_t* affected, std::uint32_t* failed, rdb_error* error) noexcept {
        std::uint32_t row = rows;
        const int code = guarded(error, [&] {
            const std::int64_t count = self(s).execute_rows(cells, width, rows, row);
            if (affected) *affected = count;
        });
        if (failed) *failed = row;
        return code;
    }
    static int bulk_load(rdb_connection* c, rdb_str schema, rdb_str table, const rdb_str* columns, std::uint32_t width, const rdb_cell* cells, std::uint32_t rows, std::uint32_t* failed,
                         rdb_error* error) noexcept {
        std::uint32_t row = rows;
        const int code = guarded(error, [&] { self(c).bulk_load(view(schema), view(table), columns, width, cells, rows, row); });
        if (failed) *failed = row;
        return code;
    }
    static int batch(rdb_connection* c, const rdb_batch_item* items, std::uint32_t count, const rdb_batch_sink* sink, std::uint32_t* failed, rdb_error* error) noexcept {
        std::uint32_t item = count;
        const int code = guarded(error, [&] { self(c).batch(items, count, *sink, item); });
        if (failed) *failed = item;
        return code;
    }
    static int script(rdb_connection* c, const rdb_script_item* items, std::uint32_t count, const rdb_batch_sink* sink, std::uint32_t* failed, rdb_error* error) noexcept {
        std::uint32_t item = count;
        const int code = guarded(error, [&] { self(c).script(items, count, *sink, item); });
        if (failed) *failed = item;
        return code;
    }
};

}  // namespace reinhardt::db::plugin
