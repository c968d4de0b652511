#define BOOST_TEST_MODULE unit_orm_signals
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <reinhardt/db/orm/signals.hpp>

namespace db = reinhardt::db;

namespace {

struct User {
    std::string name;
};
struct Post {
    int views = 0;
};

// Before main(), as a program registers them.
int early = 0;
const db::SignalConnection at_start = db::post_delete<Post>.connect([](Post&, const db::DeleteInfo&) { ++early; });

}  // namespace

BOOST_AUTO_TEST_CASE(listeners_hear_in_the_order_of_their_connection) {
    db::Signal<int> signal;
    std::string heard;
    const auto first = signal.connect([&](int value) { heard += "a" + std::to_string(value); });
    const auto second = signal.connect([&](int value) { heard += "b" + std::to_string(value); });
    signal.send(1);
    signal.send(2);
    BOOST_TEST(heard == "a1b1a2b2");
}

BOOST_AUTO_TEST_CASE(a_listener_is_connected_as_long_as_its_connection_lives) {
    db::Signal<> signal;
    int heard = 0;
    BOOST_TEST(!signal.has_listeners());
    {
        const auto connection = signal.connect([&] { ++heard; });
        BOOST_TEST(signal.has_listeners());
        signal.send();
    }
    BOOST_TEST(!signal.has_listeners());
    signal.send();
    BOOST_TEST(heard == 1);
    auto moved = signal.connect([&] { heard += 10; });
    db::SignalConnection kept = std::move(moved);
    signal.send();
    BOOST_TEST(heard == 11);
    kept = signal.connect([&] { heard += 100; });
    signal.send();
    BOOST_TEST(heard == 111);
    kept.disconnect();
    BOOST_TEST(!kept.connected());
    signal.send();
    BOOST_TEST(heard == 111);
}

BOOST_AUTO_TEST_CASE(a_released_listener_stays) {
    db::Signal<> signal;
    int heard = 0;
    signal.connect([&] { ++heard; }).release();
    signal.send();
    BOOST_TEST(heard == 1);
}

BOOST_AUTO_TEST_CASE(what_a_listener_holds_goes_with_its_connection) {
    db::Signal<> signal;
    auto held = std::make_shared<int>(1);
    auto connection = signal.connect([held] {});
    BOOST_TEST(held.use_count() == 2);
    connection.disconnect();
    BOOST_TEST(held.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(a_connection_may_outlive_its_signal) {
    std::optional<db::Signal<>> signal(std::in_place);
    auto connection = signal->connect([] {});
    signal.reset();
    connection.disconnect();
    BOOST_TEST(!connection.connected());
}

BOOST_AUTO_TEST_CASE(a_listener_may_disconnect_itself_and_others_while_it_is_called) {
    db::Signal<> signal;
    std::string heard;
    db::SignalConnection self, other, third;
    self = signal.connect([&] {
        heard += 'a';
        self.disconnect();
        third.disconnect();
    });
    other = signal.connect([&] { heard += 'b'; });
    third = signal.connect([&] { heard += 'c'; });
    signal.send();
    signal.send();
    BOOST_TEST(heard == "abb");
}

BOOST_AUTO_TEST_CASE(a_listener_that_is_connected_meanwhile_hears_of_the_next_event) {
    db::Signal<> signal;
    int heard = 0;
    std::vector<db::SignalConnection> more;
    const auto first = signal.connect([&] { more.push_back(signal.connect([&] { ++heard; })); });
    signal.send();
    BOOST_TEST(heard == 0);
    signal.send();
    BOOST_TEST(heard == 1);
}

BOOST_AUTO_TEST_CASE(what_a_listener_throws_reaches_the_sender) {
    db::Signal<> signal;
    bool later = false;
    auto first = signal.connect([] { throw std::runtime_error("no"); });
    const auto second = signal.connect([&] { later = true; });
    BOOST_CHECK_THROW(signal.send(), std::runtime_error);
    BOOST_TEST(!later);
    first.disconnect();  // does not wait for a call that is over
    signal.send();
    BOOST_TEST(later);
}

BOOST_AUTO_TEST_CASE(the_signals_of_a_model_give_its_objects_with_their_type) {
    std::string heard;
    const auto saving = db::pre_save<User>.connect([&](User& user, const db::SaveInfo& info) {
        user.name += "!";
        heard += info.created ? "created " : "changed ";
        heard += info.database;
    });
    const auto other = db::pre_save<Post>.connect([&](Post&, const db::SaveInfo&) { heard += " post"; });
    User user{"jo"};
    db::pre_save<User>.send(user, {.created = true, .database = "default"});
    BOOST_TEST(user.name == "jo!");
    BOOST_TEST(heard == "created default");
    // As the machinery does, which knows no type.
    db::ModelSignals& signals = db::model_signals<User>;
    signals.pre_save.send(&user, {.database = "other"});
    BOOST_TEST(user.name == "jo!!");
    BOOST_TEST(heard == "created defaultchanged other");
    BOOST_TEST(!db::post_save<User>.has_listeners());
}

BOOST_AUTO_TEST_CASE(bulk_changes_and_relations_have_signals_of_their_own) {
    std::int64_t rows = 0;
    std::string field;
    const auto bulk = db::post_bulk<Post>.connect([&](const db::BulkInfo& info) { rows += info.rows; });
    const auto relation = db::m2m_changed<Post>.connect([&](Post&, const db::RelationChange& change) { field = change.field; });
    db::post_bulk<Post>.send({.operation = db::BulkInfo::Operation::update, .rows = 7});
    Post post;
    db::m2m_changed<Post>.send(post, {.action = db::RelationChange::Action::post_add, .field = "tags", .keys = {db::to_parameter(1)}});
    BOOST_TEST(rows == 7);
    BOOST_TEST(field == "tags");
}

BOOST_AUTO_TEST_CASE(a_listener_may_be_connected_before_main) {
    Post post;
    db::post_delete<Post>.send(post, {});
    BOOST_TEST(early == 1);
}

BOOST_AUTO_TEST_CASE(a_disconnected_listener_is_not_running_any_more) {
    db::Signal<> signal;
    std::atomic<bool> stop{false};
    std::vector<std::thread> senders;
    for (int i = 0; i < 3; ++i) senders.emplace_back([&] { while (!stop.load()) signal.send(); });
    for (int i = 0; i < 2000; ++i) {
        auto alive = std::make_unique<int>(0);
        int* const plain = alive.get();  // not atomic: only the wait makes the reuse below safe
        std::atomic<int> inside{0};
        auto connection = signal.connect([plain, &inside] {
            ++inside;
            if (*plain != 0) std::abort();
            --inside;
        });
        connection.disconnect();
        BOOST_REQUIRE(inside.load() == 0);
        *alive = 1;
    }
    stop = true;
    for (auto& thread : senders) thread.join();
}

BOOST_AUTO_TEST_CASE(threads_connect_and_send_at_once) {
    db::Signal<int> signal;
    std::atomic<int> heard{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 300; ++i) {
                const auto connection = signal.connect([&](int value) { heard += value; });
                signal.send(1);
            }
        });
    }
    for (auto& thread : threads) thread.join();
    BOOST_TEST(heard.load() >= 1200);
    BOOST_TEST(!signal.has_listeners());
}
