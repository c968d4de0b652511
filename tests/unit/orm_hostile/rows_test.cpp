// Hostile values in the database: they are found by what they are, and kept as they are.

#include <boost/test/unit_test.hpp>

#include <functional>

#include <reinhardt/db/backends/transaction.hpp>

#include "fixture.hpp"

using namespace hostile;

namespace {

void fill(const std::vector<Row>& rows) {
    const db::Session session;
    session.connection().execute("DELETE FROM note");
    std::vector<Note> notes;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        notes.push_back({.id = static_cast<std::int64_t>(i) + 1, .text = rows[i].text, .memo = rows[i].memo, .number = static_cast<std::int32_t>(i), .data = document_of(rows[i])});
    }
    Note::objects().bulk_create(notes);
}

std::string listed(const std::vector<std::int64_t>& keys) {
    std::string text;
    for (const auto key : keys) text += std::to_string(key) + " ";
    return text;
}

/// "" where the database agrees. What is no text for every database may be refused instead.
std::string difference(const Case& one, const std::vector<Row>& rows) {
    try {
        std::vector<std::int64_t> found;
        for (const Note& note : query_of(one).all()) found.push_back(note.id);
        const std::vector<std::int64_t> right = expected(one, rows);
        if (found != right) return "expected " + listed(right) + "\ngot      " + listed(found);
        const std::vector<db::Row> values = query_of(one).values("text").rows();
        if (query_of(one).count() != static_cast<std::int64_t>(right.size())) return "count()";
    } catch (const db::Error& error) {
        const bool odd_key = error.code() == db::ErrorCode::unsupported && has_odd_key(one);
        if (is_clean(one) && !odd_key) return std::string("failed: ") + error.what();
    }
    return {};
}

Case shrunk(Case one, const std::function<std::string(const Case&)>& fault) {
    for (bool again = true; again;) {
        again = false;
        for (Case& other : smaller(one)) {
            if (fault(other).empty()) continue;
            one = std::move(other);
            again = true;
            break;
        }
    }
    return one;
}

Note note_of(std::int64_t id, const std::string& text) {
    return {.id = id, .text = text, .memo = text, .number = 1, .data = db::Value::object()};
}

/// Runs `write`, which may refuse what is no text everywhere, and nothing else.
template <class F>
bool done(const std::string& text, F write) {
    try {
        write();
        return true;
    } catch (const db::Error& error) {
        BOOST_TEST(!is_clean(text), error.what() << ": " << shown(text));
        return false;
    }
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(hostile_rows, Tables)

BOOST_AUTO_TEST_CASE(rows_are_found_by_what_they_hold) {
    const std::uint32_t first = first_seed(), count = from_environment("REINHARDT_DB_QUERIES", 600);
    std::vector<Row> rows;
    for (std::uint32_t seed = first; seed < first + count; ++seed) {
        std::mt19937 random(seed);
        if ((seed - first) % 40 == 0) fill(rows = random_rows(random, 20));
        const Case one = random_case(random, rows, seed % 4 != 0);
        if (difference(one, rows).empty()) continue;
        const auto fault = [&](const Case& other) { return difference(other, rows); };
        const Case small = shrunk(one, fault);
        BOOST_ERROR("seed " << seed << ", rows of seed " << seed - (seed - first) % 40 << ": " << shown(small) << "\n" << fault(small));
        return;
    }
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again) {
    std::mt19937 random(first_seed());
    for (std::int64_t id = 1; id <= 150; ++id) {
        const std::string text = hostile_value(random), other = clean_value(random);
        Note note = note_of(id, text);
        if (!done(text, [&] { note.save({.force_insert = true}); })) continue;
        BOOST_TEST(Note::objects().get("id", id).text == text, shown(text));
        done(other, [&] { Note::objects().filter("id", id).update(Note::field_text() = other, Note::field_number() = Note::field_number() + 1); });
        BOOST_TEST(*Note::objects().get("id", id).memo == text, shown(text));
        BOOST_TEST(Note::objects().get("id", id).text == other, shown(other));
        note.memo = other;
        std::vector<Note> both = {note};
        if (done(text, [&] { Note::objects().bulk_update(both, {"memo"}); })) BOOST_TEST(*Note::objects().get("id", id).memo == other, shown(other));
    }
}

BOOST_AUTO_TEST_CASE(many_rows_are_written_at_once) {
    std::mt19937 random(first_seed());
    std::vector<Row> rows = random_rows(random, 300);
    fill(rows);
    for (const Note& note : Note::objects().all()) {
        const Row& row = rows[static_cast<std::size_t>(note.id) - 1];
        BOOST_TEST(note.text == row.text, shown(row.text));
        BOOST_TEST((note.memo == row.memo));
        BOOST_TEST((note.data == document_of(row)), note.data.dump());
    }
}

BOOST_AUTO_TEST_CASE(rows_of_which_one_cannot_be_kept_are_all_refused) {
    std::mt19937 random(first_seed());
    for (std::int64_t times = 0; times < 20; ++times) {
        std::string bad;
        while (is_clean(bad)) bad = hostile_text(random);
        std::vector<Note> notes;
        for (std::int64_t id = 1; id <= 200; ++id) notes.push_back(note_of(times * 1000 + id, id == 100 ? bad : "fine"));
        const bool kept = done(bad, [&] { Note::objects().bulk_create(notes); });
        const std::int64_t count = Note::objects().filter("id__gt", times * 1000).count();
        BOOST_TEST(count == (kept ? 200 : 0), shown(bad));
        if (kept) BOOST_TEST(Note::objects().get("id", times * 1000 + 100).text == bad, shown(bad));
    }
}

BOOST_AUTO_TEST_CASE(keys_are_hostile_too) {
    std::mt19937 random(first_seed());
    std::vector<std::string> keys;
    for (std::int32_t number = 0; number < 60; ++number) {
        const std::string key = hostile_value(random);
        bool is_new = false;
        const auto write = [&] { is_new = Label::objects().get_or_create({Label::field_name() = key}, {Label::field_number() = number}).second; };
        if (!done(key, write)) continue;
        BOOST_TEST(is_new == (std::find(keys.begin(), keys.end(), key) == keys.end()), shown(key));
        if (is_new) keys.push_back(key);
        BOOST_TEST(!Label::objects().update_or_create({Label::field_name() = key}, {Label::field_number() = number}).second);
        BOOST_TEST(Label::objects().get("pk", key).number == number);
    }
    const auto bulk = Label::objects().in_bulk(keys);
    BOOST_TEST(bulk.size() == keys.size());
    for (const std::string& key : keys) BOOST_TEST(bulk.contains(key), shown(key));
    for (const std::string& key : keys) {
        Label label = Label::objects().get("name", key);
        label.remove();
        BOOST_TEST(!Label::objects().filter("name", key).exists());
    }
    BOOST_TEST(Label::objects().count() == 0);
}

BOOST_AUTO_TEST_CASE(pages_go_through_hostile_keys) {
    std::mt19937 random(first_seed());
    std::size_t made = 0;
    for (std::int32_t number = 0; number < 40; ++number) made += Label::objects().get_or_create({Label::field_name() = clean_value(random)}, {Label::field_number() = number % 5}).second ? 1 : 0;
    std::vector<std::string> seen;
    std::string after;
    do {
        const auto page = Label::objects().order_by("number", "name").cursor_page({.size = 7, .after = after});
        for (const Label& one : page.rows) seen.push_back(one.name);
        after = page.next;
    } while (!after.empty());
    std::vector<std::string> all;
    for (const Label& one : Label::objects().order_by("number", "name").all()) all.push_back(one.name);
    BOOST_TEST(seen.size() == made);
    BOOST_TEST((seen == all));
}

BOOST_AUTO_TEST_CASE(forged_tokens_of_pages_are_refused_or_read_a_page) {
    std::mt19937 random(first_seed());
    for (std::int32_t number = 0; number < 6; ++number) Label{.name = "n" + std::to_string(number), .number = number}.save();
    const std::string good = Label::objects().order_by("name").cursor_page({.size = 2}).next;
    for (int times = 0; times < 400; ++times) {
        std::string token = good;
        if (times % 4 == 0) token = hostile_text(random);
        else for (std::size_t flips = 1 + below(random, 3); flips > 0; --flips) token[below(random, token.size())] = "ABCDwxyz0189-_"[below(random, 14)];
        try {
            const auto page = Label::objects().order_by("name").cursor_page({.size = 2, .after = token});
            BOOST_TEST(page.rows.size() <= 2U);
        } catch (const db::DatabaseError& error) {
            BOOST_TEST(error.sqlstate() != "42601", error.what());  // not that SQL could not be read
        } catch (const db::Error& error) {
            BOOST_TEST((error.code() == db::ErrorCode::usage || error.code() == db::ErrorCode::query), error.what());
        }
    }
}

BOOST_AUTO_TEST_CASE(hostile_names_are_refused_or_name_a_column) {
    std::mt19937 random(first_seed());
    note_of(1, "x").save({.force_insert = true});
    for (int times = 0; times < 200; ++times) {
        const std::string name = hostile_text(random);
        try {
            const auto query = Note::objects().annotate(name, db::F("number") + 41);
            BOOST_TEST(query.rows().at(0).get<std::int64_t>(name) == 42, shown(name));
            BOOST_TEST(query.values("id").rows().size() == 1U);
            BOOST_TEST(query.filter(db::A(name) == 42).order_by(db::dyn("-" + name)).count() == 1, shown(name));
            BOOST_TEST(query.aggregate("sum", db::Sum(db::F(name))).get<std::int64_t>("sum") == 42, shown(name));
        } catch (const db::Error& error) {
            const bool told = error.code() == db::ErrorCode::query || (!is_clean(name) && error.code() == db::ErrorCode::database);
            BOOST_TEST(told, shown(name) << ": " << db::error_code_name(error.code()) << " " << error.what());
        }
    }
}

BOOST_AUTO_TEST_CASE(hostile_savepoints_are_refused_or_kept) {
    std::mt19937 random(first_seed());
    for (int times = 0; times < 100; ++times) {
        const std::string name = hostile_text(random);
        db::atomic([&] {
            note_of(1, "x").save({.force_insert = true});
            db::Transaction& transaction = *db::current_transaction();
            try {
                transaction.savepoint(name);
                Note::objects().remove();
                transaction.rollback_to(name);
                transaction.release(name);
            } catch (const db::Error& error) {
                const bool beyond = backend == "mysql" && std::any_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xF0; });  // U+FFFF
                BOOST_TEST((!is_clean(name) || beyond), shown(name) << ": " << error.what());
            }
            db::set_rollback();
        });
        BOOST_TEST(Note::objects().count() == 0);
    }
}

BOOST_AUTO_TEST_CASE(values_of_raw_statements_are_bound) {
    std::mt19937 random(first_seed());
    for (std::int64_t id = 1; id <= 100; ++id) {
        const std::string text = hostile_value(random);
        if (!done(text, [&] { note_of(id, text).save({.force_insert = true}); })) continue;
        const auto found = Note::objects().raw("SELECT id, text, memo, number, data FROM note WHERE text = ? AND '?' <> ? ORDER BY id DESC", text, text).all();
        BOOST_TEST_REQUIRE(!found.empty(), shown(text));
        BOOST_TEST(found.front().id == id);
        BOOST_TEST(found.front().text == text, shown(text));
    }
}

BOOST_AUTO_TEST_SUITE_END()
