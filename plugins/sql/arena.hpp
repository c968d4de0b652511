#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace reinhardt::db::sql {

/// Memory for the texts of a block of rows, given back all at once and used again.
class Arena {
public:
    [[nodiscard]] char* room(std::size_t size) {
        if (size_ - used_ < size) more(size);
        char* place = at_ + used_;
        used_ += size;
        return place;
    }
    [[nodiscard]] std::string_view keep(std::string_view bytes) {
        if (bytes.empty()) return {};
        char* copy = room(bytes.size());
        std::memcpy(copy, bytes.data(), bytes.size());
        return {copy, bytes.size()};
    }
    void clear() noexcept {
        // One block that was large enough stays.
        if (blocks_.size() > 1) {
            std::swap(blocks_.front(), blocks_.back());
            blocks_.resize(1);
            at_ = blocks_.front().get();
        }
        used_ = 0;
    }

private:
    void more(std::size_t size) {
        size_ = std::max({size, size_ * 2, std::size_t{4'096}});
        blocks_.push_back(std::make_unique<char[]>(size_));
        at_ = blocks_.back().get();
        used_ = 0;
    }

    std::vector<std::unique_ptr<char[]>> blocks_;  ///< the last is in use
    char* at_ = nullptr;
    std::size_t size_ = 0, used_ = 0;
};

}  // namespace reinhardt::db::sql
