#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <reinhardt/db/orm/mixins.hpp>
#include <reinhardt/db/orm/model.hpp>
#include <reinhardt/db/orm/types/types.hpp>

namespace db = reinhardt::db;

namespace write_test {

struct Author {
    REINHARDT_MODEL(Author, "shop", "author",
        (std::int64_t, id, db::primary_key),
        (std::string, name, db::max_length(50) | db::unique),
        (std::int32_t, age),
        (std::optional<std::string>, note, db::max_length(50)),
        (db::DateTime, made_at, db::auto_now_add),
        (db::DateTime, seen_at, db::auto_now))
};

/// Its key is the program's, not the database's.
struct Country {
    REINHARDT_MODEL(Country, "shop", "country",
        (std::string, code, db::max_length(2) | db::primary_key),
        (std::string, name, db::max_length(50)))
};

struct Place {
    REINHARDT_MODEL(Place, "shop", "place",
        (std::int64_t, id, db::primary_key),
        (std::int32_t, width),
        (std::int32_t, height),
        (std::int32_t, area, db::generated_stored("width * height")),
        (std::optional<std::int32_t>, rank, db::db_default("7")))
};

struct Seat {
    REINHARDT_MODEL(Seat, "shop", "seat",
        (std::int32_t, row_number, db::primary_key),
        (std::int32_t, place_number, db::primary_key),
        (std::string, guest, db::max_length(50)))
};

struct Everything {
    REINHARDT_MODEL(Everything, "shop", "everything",
        (std::int64_t, id, db::primary_key),
        (bool, yes),
        (std::int16_t, small),
        (double, real),
        (db::Decimal, price, db::max_digits(10) | db::decimal_places(2)),
        (std::string, text),
        (std::vector<std::byte>, bytes),
        (db::Date, day),
        (db::Time, time),
        (db::DateTime, moment),
        (db::Duration, span),
        (db::Uuid, uuid),
        (db::Json, json),
        (std::optional<std::string>, maybe))
};

struct Ticket {
    REINHARDT_MODEL(Ticket, "shop", "ticket",
        (db::Uuid, id, db::primary_key),
        (std::int32_t, seat))
};

struct OnlyKey {
    REINHARDT_MODEL(OnlyKey, "shop", "only_key",
        (std::int64_t, id, db::primary_key))
};

struct Note {
    REINHARDT_MODEL(Note, "shop", "note",
        (std::int64_t, id, db::primary_key),
        (std::string, title, db::max_length(50)),
        REINHARDT_TIMESTAMPED,
        REINHARDT_SOFT_DELETABLE)
};
static_assert(db::Timestamped<Note> && db::SoftDeletable<Note>);
static_assert(!db::Timestamped<Author> && !db::SoftDeletable<Author>);

// What goes with what when rows are deleted.
struct Tag {
    REINHARDT_MODEL(Tag, "shop", "tag",
        (std::int64_t, id, db::primary_key),
        (std::string, name, db::max_length(50)))
};
struct Artist {
    REINHARDT_MODEL(Artist, "shop", "artist",
        (std::int64_t, id, db::primary_key),
        (std::string, name, db::max_length(50)),
        (db::ManyToMany<Tag>, tags))
};
struct Album {
    REINHARDT_MODEL(Album, "shop", "album",
        (std::int64_t, id, db::primary_key),
        (std::string, name, db::max_length(50)),
        (db::ForeignKey<Artist>, artist, db::on_delete(db::cascade)))
};
struct Song {
    REINHARDT_MODEL(Song, "shop", "song",
        (std::int64_t, id, db::primary_key),
        (db::ForeignKey<Artist>, artist, db::on_delete(db::cascade)),
        (db::ForeignKey<Album>, album, db::on_delete(db::restrict)))
};
struct Review {
    REINHARDT_MODEL(Review, "shop", "review",
        (std::int64_t, id, db::primary_key),
        (db::ForeignKey<Album>, album, db::on_delete(db::set_null) | db::null))
};
struct Play {
    REINHARDT_MODEL(Play, "shop", "play",
        (std::int64_t, id, db::primary_key),
        (db::ForeignKey<Artist>, artist, db::on_delete(db::set_default) | db::default_(1) | db::no_constraint))
};
struct Poster {
    REINHARDT_MODEL(Poster, "shop", "poster",
        (std::int64_t, id, db::primary_key),
        (db::ForeignKey<Artist>, artist, db::on_delete(db::cascade)))
};
/// Folders in folders.
struct Folder {
    REINHARDT_MODEL(Folder, "shop", "folder",
        (std::int64_t, id, db::primary_key),
        (db::ForeignKey<Folder>, parent, db::on_delete(db::cascade) | db::null | db::related_name("children")))
};
using CountryKey = db::ForeignKey<Country, std::string>;
/// Nothing is done for it: the database decides.
struct Invoice {
    REINHARDT_MODEL(Invoice, "shop", "invoice",
        (std::int64_t, id, db::primary_key),
        (CountryKey, country, db::on_delete(db::no_action)))
};

struct Land {
    REINHARDT_MODEL(Land, "shop", "land",
        (std::string, code, db::max_length(2) | db::primary_key),
        (std::string, name, db::max_length(50)))
};
using LandKey = db::ForeignKey<Land, std::string>;
/// It goes with what its key of text refers to.
struct Town {
    REINHARDT_MODEL(Town, "shop", "town",
        (std::int64_t, id, db::primary_key),
        (std::string, name, db::max_length(50)),
        (LandKey, land, db::on_delete(db::cascade)))
};
struct Room {
    REINHARDT_MODEL(Room, "shop", "room",
        (std::string, house, db::max_length(20) | db::primary_key),
        (std::int32_t, number, db::primary_key),
        (std::string, guest, db::max_length(50)))
};

}  // namespace write_test
