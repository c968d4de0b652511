// Writes and reads through the models:
//     g++ -std=c++20 program.cpp -o program $(pkg-config --cflags --libs reinhardt-db)

#include "models.hpp"

#include <cstdio>

namespace {

User the_user(const char* name) {
    if (auto found = User::objects().filter("username", name).first()) return *found;
    User made{.username = name, .email = std::string(name) + "@example.org"};
    made.save();
    return made;
}

Post new_post(const User& author, const char* title, const char* body) {
    Post post{.title = title, .author = author, .body = body, .status = Status::live, .published_at = db::utc_now()};
    post.save();
    return post;
}

void print_posts() {
    for (const Post& post : Post::objects().filter("status", Status::live).select_related("author").order_by("title").all()) {
        const auto comments = Comment::objects().filter("post", post).count();
        std::printf("  %s, by %s, %lld comments\n", post.title.c_str(), post.author->username.c_str(), static_cast<long long>(comments));
    }
}

}  // namespace

int main() {
    db::connect("sqlite:db.sqlite3");
    User grace = db::atomic([] {  // all of it or nothing
        User author = the_user("grace");
        const Post post = new_post(author, "Notes", "On compilers.");
        Comment{.post = post, .author = the_user("ada"), .text = "Well put."}.save();
        new_post(author, "More notes", "On their users.");
        author.pinned_post = post;
        author.save();
        return author;
    });
    std::printf("live posts:\n");
    print_posts();
    std::printf("%lld about compilers\n", static_cast<long long>(Post::objects().filter(Post::field_body().icontains("COMPILERS")).count()));

    const auto removed = grace.remove();
    std::printf("%lld rows went with %s\n", static_cast<long long>(removed.total), grace.username.c_str());
}
