#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>

#include <reinhardt/db/orm/errors.hpp>
#include <reinhardt/db/orm/model_form.hpp>
#include <reinhardt/db/support/json.hpp>

#include "../../support/orm_database.hpp"

#include <reinhardt/db/orm.hpp>

namespace db = reinhardt::db;

namespace cash {

struct Entry {
    std::int64_t number = 0;
    std::string account;
    std::int32_t amount = 0;
};

}  // namespace cash

REINHARDT_ADAPT_META(cash::Entry, db::ordering("-amount"), db::unique_together("account", "amount").name("entry_once"), db::check("amount > 0").name("entry_amount"))
REINHARDT_ADAPT(cash::Entry, "cash", "entries", (number, db::primary_key), (account, db::max_length(20)), (amount))

namespace cash {

struct Cash : orm_schema::TestDatabase {
    Cash() : TestDatabase({&db::model_of<Entry>::desc}) {
        for (const int amount : {1, 3, 2}) save(amount);
    }
    static void save(int amount) {
        Entry entry{.account = "office", .amount = amount};
        db::save(entry);
    }
};

}  // namespace cash

using namespace cash;

BOOST_FIXTURE_TEST_SUITE(adapted, Cash)

BOOST_AUTO_TEST_CASE(an_adapted_struct_has_the_order_and_the_constraints_of_its_meta) {
    BOOST_TEST(db::objects<Entry>().first()->amount == 3);
    BOOST_CHECK_EXCEPTION(save(2), db::IntegrityError, [](const db::IntegrityError& error) { return error.kind() == db::IntegrityError::Kind::unique; });
    BOOST_CHECK_EXCEPTION(save(-1), db::IntegrityError, [](const db::IntegrityError& error) { return error.kind() == db::IntegrityError::Kind::check; });
    BOOST_TEST(db::full_clean(Entry{.account = "office", .amount = -1}).text().find("entry_amount") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_meta_of_an_adapted_struct_is_exported_with_it) {
    const std::string form = db::to_json(db::model_form(db::model_of<Entry>::desc));
    BOOST_TEST(form.find("entry_once") != std::string::npos);
    BOOST_TEST(form.find("\"-amount\"") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
