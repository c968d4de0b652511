#include "scratch_name.hpp"

#include <array>
#include <cstdio>
#include <random>

namespace reinhardt::db::sql {

std::string scratch_name() {
    std::random_device random;
    std::array<char, 17> digits{};
    std::snprintf(digits.data(), digits.size(), "%08x%08x", random(), random());
    return std::string("reinhardt_test_") + digits.data();
}

}  // namespace reinhardt::db::sql
