#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <reinhardt/db/orm.hpp>

namespace db = reinhardt::db;

namespace shelf {

enum class Status { draft, live };
inline constexpr db::Choice ratings[] = {{1, "Poor"}, {2, "Fair"}, {3, "Good"}};
inline constexpr auto three_or_more = db::min_length(3);

struct Avatar;
struct Book;
struct Profile;
struct Tag;

struct City {
    REINHARDT_MODEL(City, "shelf", "city",
        (std::int64_t, id, db::primary_key),
        (std::string, name, db::max_length(40) | db::unique))
};

struct Author {
    REINHARDT_MODEL(Author, "shelf", "author",
        (std::int64_t, id, db::primary_key),
        (std::string, name, db::max_length(40)),
        (std::int32_t, age),
        (std::optional<std::string>, pen_name, db::max_length(40)),
        (db::ForeignKey<City>, city, db::null | db::on_delete(db::set_null)),
        (db::Reverse<Book>, books, db::via("author")),
        (db::Reverse<Profile>, profile, db::via("author")))

    static constexpr auto is_adult = [](const auto& author) { return author.age >= 18; };
    static constexpr auto is_old_ann = [](const auto& author) { return author.name == "Ann" && author.age > 60; };
    static constexpr auto has_pen_name = [](const auto& author) { return author.pen_name == "Nym" || author.age < 10; };
    static constexpr auto double_age = [](const auto& author) { return author.age * 2; };

    struct Adults : db::Manager<Author> {
        [[nodiscard]] db::QuerySet<Author> query() const override;
        [[nodiscard]] db::QuerySet<Author> named(std::string_view name) const;
    };
    static inline const Adults adults{};
};

struct Profile {
    REINHARDT_MODEL(Profile, "shelf", "profile",
        (std::int64_t, id, db::primary_key),
        (db::OneToOne<Author>, author, db::on_delete(db::cascade)),
        (std::string, text, db::max_length(100)),
        (db::Reverse<Avatar>, avatar, db::via("profile")))
};

struct Avatar {
    REINHARDT_MODEL(Avatar, "shelf", "avatar",
        (std::int64_t, id, db::primary_key),
        (db::OneToOne<Profile>, profile, db::on_delete(db::cascade)),
        (std::string, name, db::max_length(20)),
        (db::ForeignKey<City>, painted_in, db::null | db::on_delete(db::set_null)))
};

struct Book {
    REINHARDT_MODEL(Book, "shelf", "book",
        (std::int64_t, id, db::primary_key),
        (std::string, title, db::max_length(60) | db::validate<three_or_more>),
        (std::int32_t, pages),
        (std::optional<std::int32_t>, rating, db::choices<ratings>),
        (db::Date, published),
        (db::DateTime, sold_at),
        (double, weight),
        (db::ForeignKey<Author>, author, db::on_delete(db::cascade)),
        (db::ManyToMany<Tag>, tags))
    REINHARDT_META(Book, db::ordering("id"), db::unique_together("author", "title"))
};

struct Tag {
    REINHARDT_MODEL(Tag, "shelf", "tag",
        (std::int64_t, id, db::primary_key),
        (std::string, name, db::max_length(40) | db::unique),
        (db::Reverse<Book>, books, db::via("tags")))
};

/// Joined by a model of its own, with a column that only the program knows.
struct Club;
struct Membership {
    REINHARDT_MODEL(Membership, "shelf", "membership",
        (std::int64_t, id, db::primary_key),
        (db::ForeignKey<Club>, club, db::on_delete(db::cascade)),
        (db::ForeignKey<Author>, author, db::on_delete(db::cascade)),
        (std::string, role, db::max_length(20)))
};
struct Club {
    REINHARDT_MODEL(Club, "shelf", "club",
        (std::int64_t, id, db::primary_key),
        (std::string, name, db::max_length(40)),
        (db::ManyToMany<Author>, members, db::through("shelf.Membership")))
};

/// Referred to by its code, not by its key.
struct Stop;
struct Town {
    REINHARDT_MODEL(Town, "shelf", "town",
        (std::int64_t, id, db::primary_key),
        (std::string, code, db::max_length(10) | db::unique),
        (std::string, name, db::max_length(40)),
        (db::Reverse<Stop>, stops, db::via("town")))
};
using InTown = db::ForeignKey<Town, std::string>;
struct Stop {
    REINHARDT_MODEL(Stop, "shelf", "stop",
        (std::int64_t, id, db::primary_key),
        (std::string, name, db::max_length(40)),
        (InTown, town, db::null | db::to_field("code") | db::on_delete(db::cascade)))
};

/// With a key that servers give in forms of their own.
struct Crate {
    REINHARDT_MODEL(Crate, "shelf", "crate",
        (db::Uuid, id, db::primary_key),
        (std::string, name, db::max_length(40)),
        (db::ManyToMany<Tag>, tags))
};

/// A field of each type that servers compute with in ways of their own.
struct Sample {
    REINHARDT_MODEL(Sample, "shelf", "sample",
        (std::int64_t, id, db::primary_key),
        (std::string, name, db::max_length(40)),
        (std::int32_t, whole),
        (std::optional<double>, score),
        (std::optional<db::Decimal>, price, db::max_digits(12) | db::decimal_places(3)),
        (std::optional<db::Duration>, wait),
        (std::optional<db::Date>, day),
        (std::optional<db::Time>, clock),
        (std::optional<db::DateTime>, at),
        (std::optional<db::Json>, data))
    REINHARDT_META(Sample, db::ordering("id"))
};

/// Within another one.
struct Region {
    REINHARDT_MODEL(Region, "shelf", "region",
        (std::int64_t, id, db::primary_key),
        (std::string, name, db::max_length(40)),
        (db::ForeignKey<Region>, within, db::null | db::on_delete(db::cascade)))
};

/// With constraints that the database evaluates.
struct Loan {
    REINHARDT_MODEL(Loan, "shelf", "loan",
        (std::int64_t, id, db::primary_key),
        (std::string, code, db::max_length(20)),
        (std::string, reader, db::max_length(20)),
        (std::int32_t, days),
        (db::Decimal, fee, db::max_digits(6) | db::decimal_places(2) | db::column("Fee")),
        (std::optional<db::Date>, back, db::blank),
        (std::optional<std::int32_t>, desk, db::blank))
    REINHARDT_META(Loan,
        db::check("days > 0 AND days < 1000 AND code <> 'days'").name("loan_days"),
        db::check("{Fee} >= 0 AND (back IS NULL OR back > '2020-01-01')").name("loan_fee"),
        db::unique_together("reader").where("back IS NULL AND days > 5").name("loan_open").only({"sqlite", "postgresql"}),
        db::unique_together("desk").nulls_distinct(false).name("loan_desk").only({"postgresql"}),
        db::index_on("lower(code)").unique().name("loan_code").only({"sqlite", "postgresql"}))
};

// Lookups stand behind the models that theirs refers to.
inline db::QuerySet<Author> Author::Adults::query() const { return everything().filter("age__gte", 18); }
inline db::QuerySet<Author> Author::Adults::named(std::string_view name) const { return query().filter("name", std::string(name)); }

struct AuthorStats {
    std::string name;
    std::int64_t n = 0;
};
struct Counted {
    std::int64_t n = 0;
};
struct Unknown {
    std::string name, nowhere;
};

}  // namespace shelf

REINHARDT_ROW(shelf::AuthorStats, (name), (n))
REINHARDT_ROW(shelf::Counted, (n))
REINHARDT_ROW(shelf::Unknown, (name), (nowhere))
