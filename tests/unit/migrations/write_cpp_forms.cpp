// Prints one C++ source that registers the history of cpp_forms_test.cpp.
#include <iostream>

#include <reinhardt/db/migrations/writer.hpp>

#include "random_history.hpp"

int main() {
    for (const auto& migration : reinhardt::db::test::random_history(1, 60)) std::cout << reinhardt::db::migration_to_cpp(migration);
}
