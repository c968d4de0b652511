#include "fixture.hpp"

namespace {

void run(const std::string& sql) {
    const db::Session session;
    session.connection().execute(sql);
}

}  // namespace

Library::Library() : TestDatabase({&db::model_of<Tag>::desc, &db::model_of<Author>::desc, &db::model_of<Book>::desc, &db::model_of<Shelf>::desc}) {
    run("INSERT INTO authors (id, name, age) VALUES (1, 'Le Guin', 88), (2, 'Borges', 86), (3, 'Nobody', NULL), (4, 'Young', 17)");
    run("INSERT INTO books (id, book_title, author_id, editor_id, sequel_id, created_at, views) VALUES"
        " (1, 'Dispossessed', 1, 2, NULL, '2024-01-31 23:59:59.5', 10), (2, 'Earthsea', 1, NULL, NULL, '2024-02-29 12:00:00', 30),"
        " (3, 'Aleph', 2, 1, NULL, '2023-12-31 00:00:00', 20), (4, '100%_sure', 4, 4, NULL, '2025-06-15 06:30:00', 0)");
    run("UPDATE books SET sequel_id = 1 WHERE id = 2");
    run("INSERT INTO tags (word) VALUES ('utopia'), ('fantasy'), ('labyrinth')");
    run("INSERT INTO books_tags (book_id, tag_id) VALUES (1, 'utopia'), (2, 'fantasy'), (3, 'labyrinth'), (3, 'fantasy')");
}
