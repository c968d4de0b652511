#include <boost/test/unit_test.hpp>

#include <reinhardt/db/support/text.hpp>

#include "sandbox.hpp"

namespace reinhardt::db::test {
namespace {

/// A database with the tables of blog.0001_initial and no records.
struct Foreign : Sandbox {
    Foreign() {
        write("blog.0001_initial", initial);
        migrate();
        execute("DELETE FROM reinhardt_migrations");
    }

    static MigrateOptions fake_initial() {
        MigrateOptions options = to();
        options.fake_initial = true;
        return options;
    }
};

class Warnings final : public ExecutionObserver {
public:
    std::string text, faked;
    void warning(const std::string& one) override { text += one; }
    void migration_applied(const Migration& migration, std::int64_t, bool was_faked) override { faked += migration.name + (was_faked ? " faked\n" : " run\n"); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(fake_initial, Foreign)

BOOST_AUTO_TEST_CASE(matching_tables_are_recorded_and_the_rest_runs) {
    write("blog.0002_slug", add_slug);
    Warnings seen;
    migrate(fake_initial(), seen);
    BOOST_TEST(seen.faked == "0001_initial faked\n0002_slug run\n");
    BOOST_TEST(seen.text.empty());
    BOOST_TEST(join(applied(), " ") == "blog.0001_initial blog.0002_slug");
}

BOOST_AUTO_TEST_CASE(an_initial_migration_whose_tables_are_absent_runs) {
    write("shop.0001_initial", "[[operations]]\nop = \"CreateModel\"\nname = \"Item\"\nfields = [{ name = \"id\", type = \"BigAutoField\", primary_key = true }]\n");
    Warnings seen;
    migrate(fake_initial(), seen);
    BOOST_TEST(seen.faked == "0001_initial faked\n0001_initial run\n");
    BOOST_TEST(value("SELECT count(*) FROM shop_item") == "0");
}

BOOST_AUTO_TEST_CASE(a_missing_index_or_key_or_an_extra_column_is_a_difference) {
    const struct {
        const char* sql;
        const char* note;
    } cases[] = {
        {"ALTER TABLE blog_post ADD COLUMN body text", "column blog_post.body is in the database alone"},
        {"DROP TABLE blog_author; CREATE TABLE blog_author (id integer PRIMARY KEY NOT NULL, name varchar(100) NOT NULL)",
         "column blog_author.id: auto none in the database, true in the migration"},
    };
    for (const auto& one : cases) {
        execute(one.sql);
        const std::string before = dump();
        const Error error = failure(fake_initial());
        BOOST_TEST((error.code() == ErrorCode::schema_differs));
        BOOST_TEST(join(error.notes(), "\n").find(one.note) != std::string::npos, join(error.notes(), "\n"));
        BOOST_TEST(dump() == before);
        BOOST_TEST(applied().empty());
    }
}

BOOST_AUTO_TEST_CASE(sql_of_a_recorded_migration_is_warned_about) {
    write("blog.0001_initial", std::string(initial) + "\n[[operations]]\nop = \"RunSQL\"\nsql = \"SELECT nothing\"\n");
    Warnings seen;
    migrate(fake_initial(), seen);
    BOOST_TEST(seen.text == "blog.0001_initial was recorded as applied since its tables are there; its RunSQL was not run");
}

BOOST_AUTO_TEST_CASE(a_table_that_the_migration_changes_later_is_compared_as_it_leaves_it) {
    write("blog.0001_initial", std::string(initial) + "\n[[operations]]\nop = \"RenameModel\"\nfrom = \"Post\"\nto = \"Entry\"\n");
    BOOST_TEST(failure(fake_initial()).message() == "blog.0001_initial cannot be recorded as applied: only a part of what it makes is there");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace reinhardt::db::test
