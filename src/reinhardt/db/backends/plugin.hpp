#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/backends/plugin_optional.hpp>
#include <reinhardt/db/backends/plugin_support.hpp>

/// What a driver written in C++ is made of: plain classes that throw, turned into the C tables of abi.h. This header is the only
/// place where exceptions of a driver end. Nothing here has static state.
namespace reinhardt::db::plugin {

/// Answer of Connection::lock.
struct Lock {
    bool taken = false;
    std::string holder;  ///< who holds it and since when, when it was not taken and that is known
};

/// Names and abilities of a driver; the texts must live as long as the library.
struct DriverInfo {
    const char* name;
    const char* title;
    const char* version;
    const char* client;
    const char* const* schemes;  ///< ends with nullptr
    std::uint64_t capabilities;
};

/// The tables of a driver for a database that speaks SQL, made of two classes.
///
/// `Connection` (an object for each open connection):
///   static std::unique_ptr<Connection> open(std::string_view url, std::string_view root, const Value& options, std::uint32_t flags);
///   void cancel() noexcept;  void ping();  std::string server();
///   std::int64_t execute(std::string_view sql);
///   std::unique_ptr<S> prepare(std::string_view sql, std::size_t& tail);   // null: nothing but blanks and comments
///   void begin(std::uint32_t kind);  void commit();  void rollback();  bool in_transaction() const;
///   void savepoint(std::string_view);  void release(std::string_view);  void rollback_to(std::string_view);   // optional, all three
///   Lock lock(std::string_view name);  void unlock(std::string_view name);                                   // optional, both
///   void limit(const rdb_limits& limits);                                                                    // optional
///   std::string session();  rdb_session_state session_state(std::string_view session);                       // optional, both
///   Value introspect(const Value& request);
///   std::uint32_t begin_with(const rdb_transaction&);   // optional, as all below; the isolation level that holds
///   std::unique_ptr<S> prepare_with(std::string_view sql, std::uint32_t flags, std::size_t& tail);
///   void bulk_load(std::string_view schema, std::string_view table, const rdb_str* columns, std::uint32_t width, const rdb_cell*, std::uint32_t rows, std::uint32_t& failed);
///   void batch(const rdb_batch_item*, std::uint32_t count, const rdb_batch_sink&, std::uint32_t& failed);
///   void script(const rdb_script_item*, std::uint32_t count, const rdb_batch_sink&, std::uint32_t& failed);
/// where S is its statement class:
///   void bind(const rdb_cell* cells, std::uint32_t count);   // copies texts and blobs
///   std::uint32_t column_count() const;  std::string_view column_name(std::uint32_t) const;
///   std::uint32_t fetch(rdb_cell* out, std::uint32_t max_rows);  void reset();  std::int64_t affected() const;
///   void bind_with(const rdb_cell*, std::uint32_t count, std::uint32_t flags);                                              // optional
///   std::int64_t execute_rows(const rdb_cell*, std::uint32_t width, std::uint32_t rows, std::uint32_t& failed);             // optional
///   std::int64_t last_insert_id() const noexcept;                                                                           // optional
///
/// `Language` (static members only; all but normalize pure):
///   static constexpr rdb_dialect dialect;
///   std::vector<std::string> split(std::string_view sql);
///   Value column_types(const Value& request);  Value render(const Value& request);
///   std::string quote_identifier(std::string_view);  std::string quote_literal(const rdb_cell&);
///   std::string normalize(Connection* server, std::string_view expression);   // server may be null
///   std::uint64_t capabilities_of(std::string_view server);   // optional: where servers differ
template <class Connection, class Language>
class SqlPlugin {
public:
    /// The driver's table. Keep it in a `static const` of the entry function: it is made at the first call, not when the library loads.
    [[nodiscard]] static rdb_driver driver(const DriverInfo& info) noexcept {
        rdb_driver table{};
        table.abi = RDB_ABI_VERSION;
        table.size = sizeof(rdb_driver);
        table.name = info.name;
        table.title = info.title;
        table.version = info.version;
        table.client = info.client;
        table.schemes = info.schemes;
        table.capabilities = info.capabilities | RDB_CAP_SQL;
        table.open = open;
        table.close = close;
        table.cancel = cancel;
        table.ping = ping;
        table.server = server;
        if constexpr (has_lock) {
            table.lock = lock;
            table.unlock = unlock;
        }
        table.sql = &sql;
        if constexpr (has_limit) table.limit = limit;
        if constexpr (has_capabilities) table.capabilities_of = capabilities_of;
        if constexpr (has_session) {
            table.session = session;
            table.session_state = session_state;
        }
        return table;
    }

private:
    using Statement = typename decltype(std::declval<Connection&>().prepare(std::string_view{}, std::declval<std::size_t&>()))::element_type;
    static constexpr bool has_lock = requires(Connection& c) { c.lock(std::string_view{}); };
    static constexpr bool has_limit = requires(Connection& c, const rdb_limits& limits) { c.limit(limits); };
    static constexpr bool has_capabilities = requires { Language::capabilities_of(std::string_view{}); };
    static constexpr bool has_session = requires(Connection& c) { c.session_state(std::string_view{}); };
    static constexpr bool has_savepoints = requires(Connection& c) { c.savepoint(std::string_view{}); };

    static Connection& self(rdb_connection* handle) noexcept { return *reinterpret_cast<Connection*>(handle); }
    static Statement& self(rdb_statement* handle) noexcept { return *reinterpret_cast<Statement*>(handle); }

    static int open(rdb_str url, rdb_str root, rdb_str options, std::uint32_t flags, rdb_connection** out, rdb_error* error) noexcept {
        return guarded(error, [&] {
            const Value parsed = options.size ? parse_request(options) : Value::object();
            *out = reinterpret_cast<rdb_connection*>(Connection::open(view(url), view(root), parsed, flags).release());
        });
    }
    static void close(rdb_connection* c) noexcept {
        static_cast<void>(guarded(nullptr, [&] { delete &self(c); }));
    }
    static int cancel(rdb_connection* c) noexcept {
        return guarded(nullptr, [&] { self(c).cancel(); });
    }
    static int ping(rdb_connection* c, rdb_error* error) noexcept {
        return guarded(error, [&] { self(c).ping(); });
    }
    static int server(rdb_connection* c, rdb_sink* out, rdb_error* error) noexcept {
        return written(out, error, [&] { return self(c).server(); });
    }
    static int lock(rdb_connection* c, rdb_str name, int* taken, rdb_sink* holder, rdb_error* error) noexcept {
        return guarded(error, [&] {
            const Lock result = self(c).lock(view(name));
            *taken = result.taken ? 1 : 0;
            if (!result.taken && holder) holder->write(holder->context, result.holder.data(), result.holder.size());
        });
    }
    static int unlock(rdb_connection* c, rdb_str name, rdb_error* error) noexcept {
        return guarded(error, [&] { self(c).unlock(view(name)); });
    }
    static int limit(rdb_connection* c, const rdb_limits* limits, rdb_error* error) noexcept {
        return guarded(error, [&] {
            if (limits == nullptr || limits->size < sizeof(rdb_limits)) throw PluginError(RDB_E_USAGE, "limits of another kind");
            self(c).limit(*limits);
        });
    }
    static std::uint64_t capabilities_of(rdb_str server) noexcept {
        std::uint64_t capabilities = 0;
        static_cast<void>(guarded(nullptr, [&] { capabilities = Language::capabilities_of(view(server)); }));
        return capabilities;
    }
    static int session(rdb_connection* c, rdb_sink* out, rdb_error* error) noexcept {
        return written(out, error, [&] { return self(c).session(); });
    }
    static int session_state(rdb_connection* c, rdb_str name, int* state, rdb_error* error) noexcept {
        return guarded(error, [&] { *state = self(c).session_state(view(name)); });
    }

    static int execute(rdb_connection* c, rdb_str text, std::int64_t* affected, rdb_error* error) noexcept {
        return guarded(error, [&] {
            const std::int64_t rows = self(c).execute(view(text));
            if (affected) *affected = rows;
        });
    }
    static int prepare(rdb_connection* c, rdb_str text, rdb_statement** out, std::size_t* tail, rdb_error* error) noexcept {
        return guarded(error, [&] {
            std::size_t used = text.size;
            *out = reinterpret_cast<rdb_statement*>(self(c).prepare(view(text), used).release());
            if (tail) *tail = used;
        });
    }
    static int bind(rdb_statement* s, const rdb_cell* cells, std::uint32_t count, rdb_error* error) noexcept {
        return guarded(error, [&] { self(s).bind(cells, count); });
    }
    static std::uint32_t column_count(rdb_statement* s) noexcept { return self(s).column_count(); }
    static rdb_str column_name(rdb_statement* s, std::uint32_t index) noexcept { return str(self(s).column_name(index)); }
    static int fetch(rdb_statement* s, rdb_cell* out, std::uint32_t max_rows, std::uint32_t* rows, rdb_error* error) noexcept {
        *rows = 0;
        return guarded(error, [&] { *rows = self(s).fetch(out, max_rows); });
    }
    static std::int64_t affected(rdb_statement* s) noexcept { return self(s).affected(); }
    static int reset(rdb_statement* s, rdb_error* error) noexcept {
        return guarded(error, [&] { self(s).reset(); });
    }
    static void finalize(rdb_statement* s) noexcept {
        static_cast<void>(guarded(nullptr, [&] { delete &self(s); }));
    }

    static int begin(rdb_connection* c, std::uint32_t kind, rdb_error* error) noexcept {
        return guarded(error, [&] { self(c).begin(kind); });
    }
    static int commit(rdb_connection* c, rdb_error* error) noexcept {
        return guarded(error, [&] { self(c).commit(); });
    }
    static int rollback(rdb_connection* c, rdb_error* error) noexcept {
        return guarded(error, [&] { self(c).rollback(); });
    }
    static int savepoint(rdb_connection* c, rdb_str name, rdb_error* error) noexcept {
        return guarded(error, [&] { self(c).savepoint(view(name)); });
    }
    static int release(rdb_connection* c, rdb_str name, rdb_error* error) noexcept {
        return guarded(error, [&] { self(c).release(view(name)); });
    }
    static int rollback_to(rdb_connection* c, rdb_str name, rdb_error* error) noexcept {
        return guarded(error, [&] { self(c).rollback_to(view(name)); });
    }
    static int in_transaction(rdb_connection* c) noexcept { return self(c).in_transaction() ? 1 : 0; }

    static int split(rdb_str text, rdb_sink* out, rdb_error* error) noexcept {
        return written(out, error, [&] { return to_json(Value::list_of(Language::split(view(text)))); });
    }
    static int column_types(rdb_str request, rdb_sink* out, rdb_error* error) noexcept {
        return written(out, error, [&] { return to_json(Language::column_types(parse_request(request))); });
    }
    static int render(rdb_str request, rdb_sink* out, rdb_error* error) noexcept {
        return written(out, error, [&] {
            const Value parsed = parse_request(request);
            check_edits(parsed);
            return to_json(Language::render(parsed));
        });
    }
    static int introspect(rdb_connection* c, rdb_str request, rdb_sink* out, rdb_error* error) noexcept {
        return written(out, error, [&] { return to_json(self(c).introspect(parse_request(request))); });
    }
    static int quote_identifier(rdb_str name, rdb_sink* out, rdb_error* error) noexcept {
        return written(out, error, [&] { return Language::quote_identifier(view(name)); });
    }
    static int quote_literal(const rdb_cell* cell, rdb_sink* out, rdb_error* error) noexcept {
        return written(out, error, [&] { return Language::quote_literal(*cell); });
    }
    static int normalize(rdb_connection* c, rdb_str expression, rdb_sink* out, rdb_error* error) noexcept {
        return written(out, error, [&] { return Language::normalize(c ? &self(c) : nullptr, view(expression)); });
    }

    static constexpr rdb_sql make_sql() noexcept {
        rdb_sql table{};
        table.size = sizeof(rdb_sql);
        table.dialect = &Language::dialect;
        table.execute = execute;
        table.prepare = prepare;
        table.bind = bind;
        table.column_count = column_count;
        table.column_name = column_name;
        table.fetch = fetch;
        table.affected = affected;
        table.reset = reset;
        table.finalize = finalize;
        table.begin = begin;
        table.commit = commit;
        table.rollback = rollback;
        if constexpr (has_savepoints) {
            table.savepoint = savepoint;
            table.release = release;
            table.rollback_to = rollback_to;
        }
        table.in_transaction = in_transaction;
        table.split = split;
        table.column_types = column_types;
        table.render = render;
        table.introspect = introspect;
        table.quote_identifier = quote_identifier;
        table.quote_literal = quote_literal;
        table.normalize = normalize;
        OptionalCalls<Connection, Statement>::fill(table);
        return table;
    }

public:
    static constexpr rdb_sql sql = make_sql();
};

/// Body of a driver's entry symbol: refuses a host that is older than the interface the driver was compiled for, and turns what `make`
/// throws into `error`. `make` returns the address of the table.
template <class Make>
const rdb_driver* enter(std::uint32_t host_abi, rdb_error* error, Make&& make) noexcept {
    const rdb_driver* table = nullptr;
    const int code = guarded(error, [&] {
        if (host_abi < RDB_ABI_VERSION) {
            throw PluginError(RDB_E_UNSUPPORTED, "the driver needs a host of interface version " + std::to_string(RDB_ABI_VERSION) +
                                                     " or newer, this one has version " + std::to_string(host_abi));
        }
        table = make();
    });
    return code == RDB_OK ? table : nullptr;
}

}  // namespace reinhardt::db::plugin
