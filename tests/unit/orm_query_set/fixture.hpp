#pragma once

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include <reinhardt/db/orm/database.hpp>

#include "../../support/orm_database.hpp"
#include "models.hpp"

namespace shelf {

inline db::Date day(int year, unsigned month, unsigned number) { return db::Date(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(number)); }
inline db::DateTime moment(int year, unsigned month, unsigned number, int hour, int minute, int second) {
    return db::DateTime(day(year, month, number)) + std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
}

/// The tables of the models in the default database: that of the command line, or a SQLite file; made once for all tests, emptied for each.
class Tables {
public:
    Tables() {
        static const Place place;
        const db::Session session;
        for (const char* table : {"sample", "shelf_crate_tags", "crate_tags", "crate", "region", "stop", "town", "loan", "shelf_book_tags", "book_tags", "membership", "club", "avatar", "profile", "book", "tag", "author", "city"}) {
            if (place.has(table)) session.connection().execute("DELETE FROM " + session.driver().quote_identifier(table));
        }
        backend = place.backend;
        db::clear_query_cache();
    }

    std::string backend;

private:
    struct Place : orm_schema::TestDatabase {
        Place()
            : TestDatabase({&db::model_of<City>::desc, &db::model_of<Author>::desc, &db::model_of<Profile>::desc, &db::model_of<Avatar>::desc, &db::model_of<Tag>::desc,
                            &db::model_of<Book>::desc, &db::model_of<Club>::desc, &db::model_of<Membership>::desc, &db::model_of<Loan>::desc,
                            &db::model_of<Town>::desc, &db::model_of<Stop>::desc, &db::model_of<Region>::desc,
                            &db::model_of<Crate>::desc, &db::model_of<Sample>::desc}) {
            for (const auto& table : db::Session().connection().introspect().tables) tables.push_back(table.name);
        }
        [[nodiscard]] bool has(const std::string& table) const { return std::find(tables.begin(), tables.end(), table) != tables.end(); }
        std::vector<std::string> tables;
    };
};

/// Three authors, the first with two books, the second with one; two tags.
struct Shelf : Tables {
    Shelf() {
        city.name = "Oslo";
        city.save();
        ann = {.name = "Ann", .age = 70, .pen_name = "Nym", .city = city};
        bob = {.name = "Bob", .age = 17};
        cid = {.name = "Cid", .age = 30, .city = city};
        for (Author* one : {&ann, &bob, &cid}) one->save();
        profile = {.author = ann, .text = "Writes."};
        profile.save();
        red = {.name = "red"};
        blue = {.name = "blue"};
        red.save();
        blue.save();
        first = {.title = "Alpha", .pages = 100, .rating = 3, .published = day(2020, 5, 17), .sold_at = moment(2021, 3, 4, 5, 6, 7), .weight = 1.5, .author = ann};
        second = {.title = "Beta", .pages = 250, .rating = 1, .published = day(2021, 12, 31), .sold_at = moment(2021, 11, 30, 23, 59, 59), .weight = 2.25, .author = ann};
        third = {.title = "Gamma", .pages = 100, .published = day(2020, 1, 1), .sold_at = moment(2022, 7, 8, 12, 0, 0), .weight = 0.5, .author = bob};
        for (Book* one : {&first, &second, &third}) one->save();
    }
    void tag() {
        first.tags.add(red, blue);
        second.tags.add(red);
    }
    City city;
    Author ann, bob, cid;
    Profile profile;
    Tag red, blue;
    Book first, second, third;
};

/// How many statements the thread ran since this was made.
class Statements {
public:
    Statements() : before_(all()) {}
    [[nodiscard]] std::uint64_t count() const { return all() - before_; }

private:
    [[nodiscard]] std::uint64_t all() const { return session_.statements().hits() + session_.statements().misses(); }
    db::Session session_;
    std::uint64_t before_;
};

template <class M>
std::string names(const std::vector<M>& objects) {
    std::string text;
    for (const M& one : objects) {
        if (!text.empty()) text += ' ';
        if constexpr (requires { one.title; }) text += one.title;
        else text += one.name;
    }
    return text;
}

inline std::string found(const db::QuerySet<Sample>& query) { return names(query.order_by("id").all()); }

/// What an expression gives for the first sample.
template <class T>
T given(const db::Expr& value) {
    return Sample::objects().order_by("id").annotate("x", value).values(db::dyn("x")).rows().front().get<T>("x");
}

}  // namespace shelf
