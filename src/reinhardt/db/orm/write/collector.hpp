#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <reinhardt/db/orm/atomic.hpp>
#include <reinhardt/db/orm/errors.hpp>
#include <reinhardt/db/orm/query.hpp>
#include <reinhardt/db/orm/write/key_lists.hpp>
#include <reinhardt/db/orm/write/write_plan.hpp>

namespace reinhardt::db {

/// Finds all that goes, or changes, with rows that are deleted, and deletes it (Django's django.db.models.deletion.Collector): CASCADE takes the rows that
/// refer, SET_NULL and SET_DEFAULT change them, RESTRICT refuses unless they go too, NO_ACTION leaves them to the database. Runs in a transaction.
///
/// One SELECT of keys for each relation along which rows go that others refer to, one DELETE or UPDATE for all others; lists of keys in blocks.
class Collector {
public:
    explicit Collector(WriteSession& session) : session_(session), dialect_(session.dialect()) {}

    /// Whether something is to be done for what refers to rows of the model.
    [[nodiscard]] static bool has_followers(const ModelInfo& model);
    /// Whether rows of the model go by one DELETE: nothing is to be done for others, and nobody wants to hear of each.
    [[nodiscard]] static bool deletes_at_once(const ModelInfo& model);
    /// The columns that collect() wants of its rows: the key, then what relations refer to beside it.
    [[nodiscard]] static std::vector<const FieldInfo*> wanted(const ModelInfo& model);

    /// Takes rows of `model`, each the values of wanted(model), with what follows them.
    void collect(const ModelInfo& model, const std::vector<RowValues>& rows);
    /// The same for an object that the program has: signals are sent with it.
    void collect(const ModelInfo& model, void* object);
    /// Collects what `fill(collector)` says and deletes it, in one transaction. RestrictedError leaves a transaction around it as it was.
    template <class Fill>
    [[nodiscard]] static DeleteResult run_in_transaction(WriteSession& session, Fill fill) {
        std::optional<RestrictedError> restricted;
        AtomicOptions options;
        options.savepoint = false;
        options.database = session.session().alias();
        DeleteResult result = atomic(
            [&]() -> DeleteResult {
                try {
                    Collector collector(session);
                    fill(collector);
                    return collector.run();
                } catch (const RestrictedError& error) {
                    restricted = error;  // nothing has happened: the block need not fail
                    return {};
                }
            },
            options);
        if (restricted) throw RestrictedError(*restricted);
        return result;
    }
    /// Throws RestrictedError when rows that stay forbid it; nothing has happened then.
    [[nodiscard]] DeleteResult run();

private:
    /// Rows of one model that go. Those that refer to rows of the same model come in later generations.
    struct Doomed {
        std::vector<std::vector<RowValues>> generations;
        std::set<std::string> keys;
        std::vector<void*> objects;                      ///< of the same rows, where signals are sent with them
        std::vector<std::shared_ptr<ObjectStore>> stores;  ///< that own them
    };
    /// Rows that are found by a column: `table` WHERE `column` IN `values`.
    struct Found {
        const ModelInfo* model;  ///< nullptr: a join table
        std::string label, table, column;
        std::vector<RowValues> values;
    };
    struct Change {
        const ModelInfo* model;
        const FieldInfo* field;
        std::vector<RowValues> values;
    };
    struct Restricted {
        const ModelInfo* model;
        const FieldInfo* field;
        std::vector<RowValues> rows;
    };

    /// Takes rows, and what follows them into waiting_.
    void take(const ModelInfo& model, const std::vector<RowValues>& rows);
    void follow(const ModelInfo& model, const ReverseRelation& relation, const std::vector<RowValues>& rows);
    /// Reads the objects that signals are sent with.
    void read_objects(const ModelInfo& model, const std::vector<RowValues>& rows, Doomed& into);
    void empty_join(const ModelInfo& source, const FieldInfo& field, bool from_target, const std::vector<RowValues>& rows);
    [[nodiscard]] std::vector<RowValues> select(const ModelInfo& model, const FieldInfo& by, const std::vector<RowValues>& values);
    void check_restricted() const;
    [[nodiscard]] std::vector<const ModelInfo*> in_order() const;
    void remove(const Found& found);
    void change(const Change& change);
    void remove(const ModelInfo& model, const Doomed& doomed);
    void count(const std::string& label, std::int64_t rows);

    WriteSession& session_;
    const Dialect& dialect_;
    std::map<const ModelInfo*, Doomed> doomed_;
    std::vector<const ModelInfo*> models_;  ///< of doomed_, as they were met
    std::set<std::pair<const ModelInfo*, const ModelInfo*>> before_;  ///< rows of the first go before those of the second
    std::vector<std::pair<const ModelInfo*, std::vector<RowValues>>> waiting_;  ///< rows to take; the last is the next
    mutable std::set<const ModelInfo*> circular_;                               ///< rows of them may go with others, by the database's own CASCADE
    std::vector<Found> at_once_;
    std::vector<Change> changes_;
    std::vector<Restricted> restricted_;
    DeleteResult result_;
    void* given_ = nullptr;  ///< the object of collect(), while its row is taken
    bool without_followers_ = false;  ///< of that object
};

}  // namespace reinhardt::db
