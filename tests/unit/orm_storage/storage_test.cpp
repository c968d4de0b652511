#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/orm.hpp>
#include <reinhardt/db/orm/field_files.hpp>
#include <reinhardt/db/orm/storage.hpp>
#include <reinhardt/db/orm/types/file.hpp>
#include <reinhardt/db/orm/validators/validator.hpp>

namespace db = reinhardt::db;

namespace {

struct Folder {
    Folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "rdb-storage-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder");
        path = pattern;
    }
    ~Folder() { std::filesystem::remove_all(path); }
    [[nodiscard]] std::size_t entries() const {
        return static_cast<std::size_t>(std::distance(std::filesystem::recursive_directory_iterator(path), std::filesystem::recursive_directory_iterator()));
    }
    std::filesystem::path path;
};

struct OnDisk : Folder {
    db::FileSystemStorage storage{path.string() + "/media", "/media"};
};

bool is_like(const std::string& name, const std::string& begin, const std::string& end) {
    return name.size() == begin.size() + 8 + end.size() && name.starts_with(begin + "_") && name.ends_with(end) && std::all_of(name.begin() + static_cast<std::ptrdiff_t>(begin.size()) + 1, name.end() - static_cast<std::ptrdiff_t>(end.size()), [](unsigned char c) { return std::isalnum(c) != 0; });
}

class Failing final : public db::ByteSource {
public:
    std::size_t read(char* buffer, std::size_t size) override {
        if (++calls_ > 2) throw std::runtime_error("the upload broke off");
        std::fill(buffer, buffer + size, 'x');
        return size;
    }

private:
    int calls_ = 0;
};

template <class F>
db::ErrorCode code_of(const F& function) {
    try {
        function();
    } catch (const db::Error& error) {
        return error.code();
    }
    return db::ErrorCode::internal;
}

}  // namespace

struct Paper {
    REINHARDT_MODEL(Paper, "storage_test", "papers",
        (std::int64_t, id, db::primary_key),
        (db::File, text, db::upload_to("papers") | db::storage("archive") | db::max_length(20)),
        (std::optional<db::Image>, cover))
};

BOOST_AUTO_TEST_SUITE(storage)

BOOST_FIXTURE_TEST_CASE(a_saved_file_is_read_back, OnDisk) {
    const std::string bytes = std::string(200'000, 'a') + std::string("\0\xFF", 2);
    BOOST_TEST(storage.save("notes/2024/a.txt", bytes) == "notes/2024/a.txt");
    BOOST_TEST((storage.read("notes/2024/a.txt") == bytes));
    BOOST_TEST(storage.size("notes/2024/a.txt") == bytes.size());
    BOOST_TEST(storage.exists("notes/2024/a.txt"));
    BOOST_TEST(!storage.exists("notes/a.txt"));
    BOOST_TEST((storage.modified("notes/2024/a.txt") > db::utc_now() - std::chrono::hours(1)));
    BOOST_TEST(storage.url("notes/2024/a.txt") == "/media/notes/2024/a.txt");
    BOOST_TEST(storage.path("notes/2024/a.txt") == (path / "media/notes/2024/a.txt").string());
    storage.remove("notes/2024/a.txt");
    BOOST_TEST(!storage.exists("notes/2024/a.txt"));
    storage.remove("notes/2024/a.txt");
    storage.remove("notes/2024");
    BOOST_TEST(!storage.exists("notes/2024"));
}

BOOST_FIXTURE_TEST_CASE(a_name_that_is_taken_gets_seven_characters_more, OnDisk) {
    BOOST_TEST(storage.save("d/a.tar.gz", "1") == "d/a.tar.gz");
    const std::string second = storage.save("d/a.tar.gz", "2");
    BOOST_TEST(is_like(second, "d/a.tar", ".gz"), second);
    BOOST_TEST(storage.read("d/a.tar.gz") == "1");
    BOOST_TEST(storage.read(second) == "2");
    BOOST_TEST(storage.save(".profile", "3") == ".profile");
    BOOST_TEST(is_like(storage.save(".profile", "4"), ".profile", ""));
}

BOOST_FIXTURE_TEST_CASE(a_name_is_cut_to_what_the_column_holds, OnDisk) {
    const std::string name = storage.save("d/" + std::string(50, 'a') + ".txt", "1", 20);
    BOOST_TEST(is_like(name, "d/aaaaaa", ".txt"), name);
    BOOST_TEST(name.size() == 20U);
    const std::string other = storage.save("\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4.txt", "1", 14);
    BOOST_TEST(other == "\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4.txt");
    BOOST_TEST(is_like(storage.save(other, "2", 14), "\xC3\xA4\xC3\xA4", ".txt"));
    BOOST_CHECK_THROW(storage.save("d/long-name.txt", "1", 13), db::SuspiciousFileOperation);
}

BOOST_FIXTURE_TEST_CASE(no_name_leads_out_of_the_storage, OnDisk) {
    std::ofstream(path / "secret") << "secret";
    for (const char* name : {"../secret", "/etc/passwd", "a/../../secret", "..", "", ".", "a/..", "..\\secret", "\\etc\\passwd", "./../secret", "a/./../../secret", "//etc/passwd"}) {
        BOOST_CHECK_THROW(storage.save(name, "x"), db::SuspiciousFileOperation);
        BOOST_CHECK_THROW(static_cast<void>(storage.read(name)), db::SuspiciousFileOperation);
        BOOST_CHECK_THROW(static_cast<void>(storage.exists(name)), db::SuspiciousFileOperation);
        BOOST_CHECK_THROW(storage.remove(name), db::SuspiciousFileOperation);
    }
    BOOST_CHECK_THROW(storage.save(std::string_view("a\0.txt", 6), "x"), db::SuspiciousFileOperation);
    BOOST_TEST(storage.save("./a//b.txt", "x") == "a/b.txt");
    BOOST_TEST(std::filesystem::exists(path / "secret"));
}

BOOST_FIXTURE_TEST_CASE(what_is_not_there_is_an_error_of_a_file, OnDisk) {
    BOOST_TEST((code_of([&] { static_cast<void>(storage.read("none.txt")); }) == db::ErrorCode::file));
    BOOST_TEST((code_of([&] { static_cast<void>(storage.size("none.txt")); }) == db::ErrorCode::file));
    BOOST_TEST((code_of([&] { static_cast<void>(storage.list("none")); }) == db::ErrorCode::file));
    storage.save("d/a.txt", "x");
    BOOST_TEST((code_of([&] { static_cast<void>(storage.read("d")); }) == db::ErrorCode::file));
    BOOST_TEST((code_of([&] { storage.remove("d"); }) == db::ErrorCode::file));
    BOOST_TEST((code_of([&] { storage.save("d/a.txt/b.txt", "x"); }) == db::ErrorCode::file));
    BOOST_TEST((code_of([&] { static_cast<void>(db::FileSystemStorage(path.string()).url("a")); }) == db::ErrorCode::unsupported));
}

BOOST_FIXTURE_TEST_CASE(an_upload_that_breaks_off_leaves_nothing, OnDisk) {
    storage.save("first", "x");
    const std::size_t before = entries();
    Failing source;
    BOOST_CHECK_THROW(storage.save("broken", source), std::runtime_error);
    BOOST_TEST(entries() == before);
    BOOST_TEST(!storage.exists("broken"));
}

BOOST_FIXTURE_TEST_CASE(a_link_of_that_name_is_never_written_through, OnDisk) {
    storage.save("first", "x");
    std::filesystem::create_symlink(path / "outside", path / "media/link");
    const std::string name = storage.save("link", "x");
    BOOST_TEST(is_like(name, "link", ""), name);
    BOOST_TEST(!std::filesystem::exists(path / "outside"));
}

BOOST_FIXTURE_TEST_CASE(a_folder_lists_its_folders_and_files, OnDisk) {
    for (const char* name : {"b.txt", "a.txt", "d/x", "c/y"}) storage.save(name, "x");
    std::ofstream(path / "media/.rdb-upload-x") << "unfinished";
    const db::StorageListing root = storage.list("");
    BOOST_TEST((root.files == std::vector<std::string>{"a.txt", "b.txt"}));
    BOOST_TEST((root.directories == std::vector<std::string>{"c", "d"}));
    BOOST_TEST((storage.list("c").files == std::vector<std::string>{"y"}));
}

BOOST_FIXTURE_TEST_CASE(eight_threads_that_save_one_name_lose_nothing, OnDisk) {
    constexpr int threads = 8, each = 25;
    std::vector<std::vector<std::pair<std::string, std::string>>> saved(threads);
    std::vector<std::thread> running;
    for (int t = 0; t < threads; ++t) {
        running.emplace_back([&, t] {
            for (int i = 0; i < each; ++i) {
                const std::string bytes = std::to_string(t) + ":" + std::to_string(i);
                saved[static_cast<std::size_t>(t)].emplace_back(storage.save("new/folder/same.txt", bytes), bytes);
            }
        });
    }
    for (auto& thread : running) thread.join();
    std::set<std::string> names;
    for (const auto& list : saved) {
        for (const auto& [name, bytes] : list) {
            BOOST_TEST(names.insert(name).second);
            BOOST_TEST(storage.read(name) == bytes);
        }
    }
    BOOST_TEST(storage.list("new/folder").files.size() == static_cast<std::size_t>(threads * each));
    BOOST_TEST(entries() == static_cast<std::size_t>(threads * each + 3));
}

BOOST_AUTO_TEST_CASE(a_storage_in_memory_behaves_as_one_on_disk) {
    db::MemoryStorage storage("http://media.example/");
    BOOST_TEST(storage.save("d/a.txt", "1") == "d/a.txt");
    BOOST_TEST(is_like(storage.save("d/a.txt", "2"), "d/a", ".txt"));
    BOOST_TEST(storage.read("d/a.txt") == "1");
    BOOST_TEST(storage.size("d/a.txt") == 1U);
    BOOST_TEST(storage.exists("d"));
    BOOST_TEST((storage.list("").directories == std::vector<std::string>{"d"}));
    BOOST_TEST(storage.list("d").files.size() == 2U);
    BOOST_TEST(storage.url("d/a b.txt") == "http://media.example/d/a%20b.txt");
    storage.remove("d/a.txt");
    BOOST_TEST((code_of([&] { static_cast<void>(storage.read("d/a.txt")); }) == db::ErrorCode::file));
    BOOST_CHECK_THROW(storage.save("../a", "x"), db::SuspiciousFileOperation);
}

BOOST_AUTO_TEST_CASE(names_of_files_are_made_valid_as_django_does) {
    BOOST_TEST(db::valid_file_name("john's portrait in 2004.jpg") == "johns_portrait_in_2004.jpg");
    BOOST_TEST(db::valid_file_name("  a b.txt ") == "a_b.txt");
    BOOST_TEST(db::valid_file_name("\t a\xC2\xA0.\xD0\x85\n") == "a.\xD0\x85");
    BOOST_TEST(db::valid_file_name("^&'@{}[],$=!-#()%+~_123.txt") == "-_123.txt");
    BOOST_TEST(db::valid_file_name("\xC3\xA4\xE4\xBD\xA0\xFF.txt") == "\xC3\xA4\xE4\xBD\xA0.txt");
    for (const char* name : {"", "???", "..", ".", "$.$.$"}) BOOST_CHECK_THROW(static_cast<void>(db::valid_file_name(name)), db::SuspiciousFileOperation);
}

BOOST_AUTO_TEST_CASE(the_folder_of_an_upload_has_the_date_filled_in) {
    const db::DateTime now = *db::parse_date_time("2024-02-03 23:59:59");
    BOOST_TEST(db::upload_name("photos/%Y/%m/%d", "my photo.png", now) == "photos/2024/02/03/my_photo.png");
    BOOST_TEST(db::upload_name("", "a.txt", now) == "a.txt");
    BOOST_TEST(db::upload_name("a/", "../../etc/passwd", now) == "a/passwd");
    BOOST_TEST(db::upload_name("a", "C:\\temp\\x.txt", now) == "a/x.txt");
    BOOST_CHECK_THROW(static_cast<void>(db::upload_name("../a", "x", now)), db::SuspiciousFileOperation);
    BOOST_CHECK_THROW(static_cast<void>(db::upload_name("a", "..", now)), db::SuspiciousFileOperation);
}

BOOST_AUTO_TEST_CASE(a_file_field_refers_to_a_storage_by_its_name) {
    const auto storage = std::make_shared<db::MemoryStorage>("/m/");
    db::storages().replace("attachments", storage);
    BOOST_CHECK_THROW(db::storages().add("attachments", storage), db::Error);
    BOOST_TEST((code_of([] { static_cast<void>(db::storages().get("none")); }) == db::ErrorCode::config));
    db::File file = db::store_file({.upload_to = "notes", .storage = "attachments"}, "a b.txt", "text");
    BOOST_TEST(file.name() == "notes/a_b.txt");
    BOOST_TEST(file.read("attachments") == "text");
    BOOST_TEST(file.size("attachments") == 4U);
    BOOST_TEST(file.url("attachments") == "/m/notes/a_b.txt");
    db::CellWriter out;
    db::type_adapter<db::File>::encode(file, out);
    db::File back;
    db::type_adapter<db::File>::decode(*out.data(), back);
    BOOST_TEST((back == file));
    file.remove("attachments");
    BOOST_TEST(!file);
    BOOST_TEST(!storage->exists("notes/a_b.txt"));
    BOOST_TEST((code_of([&] { static_cast<void>(file.url("attachments")); }) == db::ErrorCode::usage));
    BOOST_CHECK_THROW(static_cast<void>(db::store_image({.storage = "attachments"}, "a.png", "no image")), db::ValidationError);
}

BOOST_AUTO_TEST_CASE(a_file_goes_where_its_field_says) {
    db::storages().replace("archive", std::make_shared<db::MemoryStorage>("/a/"));
    const db::File text = db::store_file(Paper::field_text(), "x.txt", "text");
    BOOST_TEST(text.name() == "papers/x.txt");
    BOOST_TEST(text.read("archive") == "text");
    BOOST_TEST(text.url(db::file_options(Paper::field_text()).storage) == "/a/papers/x.txt");
    BOOST_TEST(db::file_options(Paper::field_text()).max_length == 20U);
    BOOST_CHECK_THROW(static_cast<void>(db::store_file(Paper::field_text(), std::string(40, 'x') + ".abcdefghijklmnopqrst", "text")), db::SuspiciousFileOperation);
    BOOST_CHECK_THROW(static_cast<void>(db::store_file(Paper::field_cover(), "a.png", "no image")), db::ValidationError);
}

BOOST_AUTO_TEST_SUITE_END()
