#include <reinhardt/db/orm/kept_alias.hpp>

#include <functional>
#include <mutex>
#include <set>

namespace reinhardt::db {

const std::string* kept_alias(std::string_view alias) {
    thread_local const std::string* recent = nullptr;
    if (recent != nullptr && ((recent->data() == alias.data() && recent->size() == alias.size()) || *recent == alias)) return recent;
    // Never destroyed: objects of other threads and statics may outlive main().
    static std::mutex& mutex = *new std::mutex;
    static auto& names = *new std::set<std::string, std::less<>>;
    const std::lock_guard lock(mutex);
    const auto known = names.find(alias);
    return recent = &*(known != names.end() ? known : names.emplace(alias).first);
}

}  // namespace reinhardt::db
