#include <optional>
#include <random>
#include <string>

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/orm/storage.hpp>
#include <reinhardt/db/orm/types/file.hpp>

namespace db = reinhardt::db;
using db::ImageSize;
using Format = db::ImageSize::Format;

namespace {

template <std::size_t N>
std::string bytes(const char (&literal)[N]) {
    return {literal, N - 1};
}

const std::string png = bytes("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xE0\x08\x06\0\0\0");
const std::string jpeg = bytes("\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xFF\xC0\0\x11\x08\x01\xE0\x02\x80\x03\x01\x22\0\x02\x11\x01\x03\x11\x01");
const std::string gif = bytes("GIF89a\x80\x02\xE0\x01\xF7\0\0");
const std::string webp_lossy = bytes("RIFF\0\0\0\0WEBPVP8 \0\0\0\0\x30\x01\0\x9D\x01\x2A\x80\x02\xE0\x01");
const std::string webp_lossless = bytes("RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2F\x7F\xC2\x77\0");
const std::string webp_extended = bytes("RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\x10\0\0\0\x7F\x02\0\xDF\x01\0");

bool is(const std::string& image, Format format) { return db::image_size(image) == ImageSize{640, 480, format}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(images)

BOOST_AUTO_TEST_CASE(each_format_tells_its_size) {
    BOOST_TEST(is(png, Format::png));
    BOOST_TEST(is(jpeg, Format::jpeg));
    BOOST_TEST(is(gif, Format::gif));
    BOOST_TEST(is(bytes("GIF87a\x80\x02\xE0\x01"), Format::gif));
    BOOST_TEST(is(webp_lossy, Format::webp));
    BOOST_TEST(is(webp_lossless, Format::webp));
    BOOST_TEST(is(webp_extended, Format::webp));
}

BOOST_AUTO_TEST_CASE(a_jpeg_may_have_much_in_front_of_its_frame) {
    std::string image = jpeg.substr(0, 20);
    for (int i = 0; i < 4; ++i) image += bytes("\xFF\xE2\xFF\xFF") + std::string(65'533, '\xFF');
    image += bytes("\xFF\xFF\xFF\xFF\xC2\0\x11\x08\x01\xE0\x02\x80\x03");
    BOOST_TEST(is(image, Format::jpeg));
    BOOST_TEST(is(bytes("\xFF\xD8\xFF\x01\xFF\xC4\0\x04xx\xFF\xC0\0\x11\x08\x01\xE0\x02\x80\x03"), Format::jpeg));
    const auto storage = std::make_shared<db::MemoryStorage>();
    db::storages().replace("images", storage);
    const db::Image stored = db::store_image({.upload_to = "p", .storage = "images"}, "x.jpg", image + std::string(2'000'000, 'x'));
    BOOST_TEST((stored.dimensions("images") == ImageSize{640, 480, Format::jpeg}));
    BOOST_TEST(!db::Image(storage->save("x.txt", std::string(100'000, 'x'))).dimensions("images").has_value());
}

BOOST_AUTO_TEST_CASE(what_is_no_image_has_no_size) {
    for (const std::string& text : {std::string(), bytes("\xFF\xD8"), bytes("\xFF\xD8\xFF\xD9"), bytes("\xFF\xD8\xFF\xDA\0\x04xx"), bytes("\xFF\xD8xx"), bytes("\xFF\xD8\xFF\xE0\0\0"), bytes("\xFF\xD8\xFF\xC0\0\x04\x08\x01\xE0\x02\x80"),
                                    std::string("BM123456789012345678901234567890"), bytes("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\0\0\0\0\0"), bytes("GIF89a\0\0\0\0"), bytes("RIFF\0\0\0\0WAVEVP8X"), bytes("\x89PNG\r\n\x1A\n\0\0\0\rIDAT\0\0\x02\x80\0\0\x01\xE0")}) {
        BOOST_TEST(!db::image_size(text).has_value());
    }
}

BOOST_AUTO_TEST_CASE(a_beginning_that_is_too_short_has_no_size) {
    for (const std::string& image : {png.substr(0, 24), jpeg.substr(0, 29), gif.substr(0, 10), webp_lossy, webp_lossless, webp_extended}) {
        BOOST_TEST(db::image_size(image).has_value());
        for (std::size_t i = 0; i < image.size(); ++i) BOOST_TEST(!db::image_size(std::string_view(image).substr(0, i)).has_value(), i << " bytes are enough");
    }
}

BOOST_AUTO_TEST_CASE(damaged_images_do_no_harm) {
    std::mt19937 random(3);
    std::size_t sizes = 0;
    for (const std::string& image : {png, jpeg, gif, webp_lossy, webp_lossless, webp_extended}) {
        for (int i = 0; i < 20'000; ++i) {
            std::string damaged = image.substr(0, random() % (image.size() + 1));
            for (int k = 0; k < 3 && !damaged.empty(); ++k) damaged[random() % damaged.size()] = static_cast<char>(random());
            // Held by itself, so that a read beyond its end is one beyond an allocation.
            const std::vector<char> alone(damaged.begin(), damaged.end());
            const auto size = db::image_size({alone.data(), alone.size()});
            if (size && (size->width == 0 || size->height == 0)) BOOST_ERROR("an image without pixels");
            sizes += size ? 1 : 0;
        }
    }
    BOOST_TEST(sizes > 0U);
}

BOOST_AUTO_TEST_SUITE_END()
