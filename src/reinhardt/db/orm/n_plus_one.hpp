#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reinhardt::db {

/// Watches, as long as it lives, how often its thread reads related objects one by one: where a loop should have used select_related or
/// prefetch_related.
///
///     db::NPlusOne guard("list view", {.threshold = 3, .mode = db::NPlusOne::fail});
class NPlusOne {
public:
    enum Mode : std::uint8_t {
        count,  ///< repeated() and nothing more
        warn,   ///< a line on standard error, once for each relation
        fail,   ///< Error(refused) at the read that is one too many
    };
    struct Options {
        std::size_t threshold = 3;           ///< reads of one relation that are well
        Mode mode = fail;
        std::vector<std::string> ignored{};  ///< "blog.Author.id": the model that is read and the field by which
    };
    struct Repeated {
        std::string relation;  ///< "blog.Author.id"
        std::size_t reads = 0;
    };

    explicit NPlusOne(std::string_view name);
    NPlusOne(std::string_view name, Options options);
    ~NPlusOne();
    NPlusOne(const NPlusOne&) = delete;
    NPlusOne& operator=(const NPlusOne&) = delete;

    /// The relations that were read more often than the threshold.
    [[nodiscard]] std::vector<Repeated> repeated() const;

private:
    friend void note_lazy_load(std::string_view model, std::string_view field);
    void note(std::string_view model, std::string_view field);

    std::string name_;
    Options options_;
    std::vector<Repeated> reads_;
    NPlusOne* outer_;
};

/// Tells the thread's guards of a read of one relation.
void note_lazy_load(std::string_view model, std::string_view field);

}  // namespace reinhardt::db
