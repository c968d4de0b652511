#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/migrations/executor.hpp>

namespace reinhardt::db::test {

/// A project in a scratch folder with one SQLite database.
class Sandbox {
public:
    Sandbox();
    ~Sandbox();
    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;

    /// Writes migrations/<app>/<name>.toml for "app.name".
    void write(std::string_view migration, std::string_view text) const;
    void remove(std::string_view migration) const;
    [[nodiscard]] History history() const;
    [[nodiscard]] std::unique_ptr<Connection> connect() const;
    [[nodiscard]] std::shared_ptr<Driver> driver() const;
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
    void forget_database() const;

    /// Options that ask nothing and go to "blog 0002", "blog zero", or everywhere ("").
    [[nodiscard]] static MigrateOptions to(std::string_view target = {});
    MigrateResult migrate(const MigrateOptions& options) const;
    MigrateResult migrate(const MigrateOptions& options, ExecutionObserver& observer) const;
    MigrateResult migrate(std::string_view target = {}) const { return migrate(to(target)); }
    /// What migrate() throws; fails the test when it does not.
    [[nodiscard]] Error failure(const MigrateOptions& options) const;

    void execute(std::string_view sql) const;
    /// The first column of the first row as text; "" without one.
    [[nodiscard]] std::string value(std::string_view sql) const;
    [[nodiscard]] std::vector<std::string> applied() const;
    /// The stored SQL of everything but the recorder's tables, and the rows of every table.
    [[nodiscard]] std::string dump() const;

    /// Runs `body` in a process of its own and gives its exit code, or 1000 and the signal that ended it.
    static int in_child(const std::function<void()>& body);
    static int start_child(const std::function<void()>& body);
    static int wait_for(int child);

private:
    std::filesystem::path folder_;
};

/// Two apps' worth of everyday migrations: blog.0001_initial makes Author and Post.
inline constexpr std::string_view initial = R"toml(
[[operations]]
op = "CreateModel"
name = "Author"
fields = [
    { name = "id", type = "BigAutoField", primary_key = true },
    { name = "name", type = "CharField", max_length = 100 },
]

[[operations]]
op = "CreateModel"
name = "Post"
fields = [
    { name = "id", type = "BigAutoField", primary_key = true },
    { name = "title", type = "CharField", max_length = 200 },
    { name = "author", type = "ForeignKey", to = "Author", on_delete = "CASCADE" },
]
)toml";

inline constexpr std::string_view add_slug = R"toml(
dependencies = ["blog.0001_initial"]

[[operations]]
op = "AddField"
model = "Post"
name = "slug"
field = { type = "SlugField", default = "" }
)toml";

}  // namespace reinhardt::db::test
