#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

#include <reinhardt/db/orm/dialect.hpp>
#include <reinhardt/db/orm/model_info.hpp>

namespace reinhardt::db {

/// A set of a model's fields, a bit each.
class FieldSet {
public:
    void add(std::size_t field) noexcept { bits_[field / 64] |= bit(field); }
    void remove(std::size_t field) noexcept { bits_[field / 64] &= ~bit(field); }
    [[nodiscard]] bool has(std::size_t field) const noexcept { return (bits_[field / 64] & bit(field)) != 0; }
    [[nodiscard]] bool empty() const noexcept { return bits_[0] == 0 && bits_[1] == 0; }
    void remove_all(const std::uint64_t (&fields)[2]) noexcept {
        bits_[0] &= ~fields[0];
        bits_[1] &= ~fields[1];
    }
    friend auto operator<=>(const FieldSet&, const FieldSet&) = default;

private:
    static constexpr std::uint64_t bit(std::size_t field) noexcept { return std::uint64_t{1} << (field % 64); }
    std::array<std::uint64_t, 2> bits_{};
};

/// A statement that writes one row: whose parameters are the values of fields, and whose row, where it gives one, is read back into fields.
struct WriteStatement {
    /// How `results` come.
    enum class ReadBack : std::uint8_t {
        nothing,  ///< there are none
        rows,     ///< the statement gives them
        last_id,  ///< the auto key as the connection's last insert id, the others by a SELECT
        select,   ///< by a SELECT
    };
    FieldSet fields;
    std::string sql;
    std::vector<const FieldInfo*> parameters, results;
    ReadBack read_back = ReadBack::nothing;
    bool is_plain = true;  ///< no parameter is a foreign key that the object it refers to knows better
};

/// The statements that write rows of a model in one dialect. Made once for both; thread-safe.
class WritePlan {
public:
    WritePlan(const ModelInfo& model, const Dialect& dialect);
    [[nodiscard]] static const WritePlan& of(const ModelDesc& model, const Dialect& dialect);
    [[nodiscard]] static const WritePlan& of(const ModelInfo& model, const Dialect& dialect) { return of(model.desc(), dialect); }

    [[nodiscard]] const ModelInfo& model() const noexcept { return model_; }
    [[nodiscard]] const Dialect& dialect() const noexcept { return dialect_; }
    [[nodiscard]] const std::string& table() const noexcept { return table_; }  ///< as it stands in SQL

    // Fields.
    [[nodiscard]] const FieldSet& written() const noexcept { return written_; }    ///< all that have a column which takes values
    [[nodiscard]] const FieldSet& updated() const noexcept { return updated_; }    ///< those of them which are no key
    [[nodiscard]] const std::vector<const FieldInfo*>& generated() const noexcept { return generated_; }
    [[nodiscard]] const std::vector<const FieldInfo*>& relations() const noexcept { return relations_; }
    [[nodiscard]] const std::vector<const FieldInfo*>& moments() const noexcept { return moments_; }  ///< auto_now, auto_now_add
    /// Those whose value the database makes where the object has none, with what an object has that was given none.
    struct Defaulted {
        const FieldInfo* field;
        Parameter unset;
    };
    [[nodiscard]] const std::vector<Defaulted>& defaulted() const noexcept { return defaulted_; }
    /// The auto key, where it is a std::int64_t that stands for "not set" with 0, and nothing else is defaulted; nullptr otherwise.
    [[nodiscard]] const FieldInfo* counted_key() const noexcept { return counted_key_; }
    [[nodiscard]] bool key_is_made() const noexcept { return key_is_made_; }  ///< a key's field has a default or db_default
    [[nodiscard]] bool is_uuid_keyed() const noexcept { return is_uuid_keyed_; }  ///< the key is a UUID that the program makes
    /// Those with a default of the database of which no value says "not set".
    [[nodiscard]] const std::vector<Defaulted>& unclear() const noexcept { return unclear_; }
    /// Whether the object has what a new one has.
    [[nodiscard]] bool is_initial(const FieldInfo& field, const void* object) const;

    // Statements.
    /// INSERT of these fields. What the database makes of the others is its result.
    [[nodiscard]] const WriteStatement& insert(const FieldSet& fields) const;
    /// UPDATE of these fields where the key is that of the object, whose values are the last parameters.
    [[nodiscard]] const WriteStatement& update(const FieldSet& fields) const;
    /// SELECT of these fields where the key is that of the object.
    [[nodiscard]] const WriteStatement& select(const FieldSet& fields) const;

private:
    struct Kept {
        std::map<FieldSet, std::unique_ptr<const WriteStatement>> all;
        std::atomic<const WriteStatement*> recent{nullptr};
    };
    [[nodiscard]] const WriteStatement& keep(Kept& kept, const FieldSet& fields, WriteStatement (WritePlan::*make)(const FieldSet&) const) const;
    /// Nothing for an enum that has no such value.
    [[nodiscard]] static std::optional<Parameter> value_of(const FieldInfo& field, const void* object);
    [[nodiscard]] WriteStatement make_insert(const FieldSet& fields) const;
    [[nodiscard]] WriteStatement make_update(const FieldSet& fields) const;
    [[nodiscard]] WriteStatement make_select(const FieldSet& fields) const;
    void add_key_condition(WriteStatement& statement) const;

    const ModelInfo& model_;
    const Dialect& dialect_;
    std::string table_;
    FieldSet written_, updated_;
    std::vector<const FieldInfo*> generated_, relations_, moments_;
    std::vector<Defaulted> defaulted_, unclear_;
    std::shared_ptr<void> blank_;  ///< a new object
    const FieldInfo* counted_key_ = nullptr;
    bool key_is_made_ = false, is_uuid_keyed_ = false;
    mutable std::shared_mutex mutex_;
    mutable Kept inserts_, updates_, selects_;
};

}  // namespace reinhardt::db
