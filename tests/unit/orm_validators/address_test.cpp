#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/orm/validators/validators.hpp>

namespace db = reinhardt::db;

namespace {

/// Empty, or why the text is not accepted.
std::string fault(const db::ValidatorDesc& validator, const std::string& text) {
    const db::FieldErrors errors = db::run_validators({validator}, text);
    return errors.empty() ? "" : errors.front().code + ": " + errors.front().message;
}

void accepts(const db::ValidatorDesc& validator, const std::vector<std::string>& texts) {
    for (const std::string& text : texts) BOOST_TEST(fault(validator, text) == "", validator.name << " refuses '" << text << "'");
}

void refuses(const db::ValidatorDesc& validator, const std::vector<std::string>& texts) {
    const std::string expected = std::string(validator.code) + ": " + std::string(validator.message);
    for (const std::string& text : texts) BOOST_TEST(fault(validator, text) == expected, validator.name << " accepts '" << text << "'");
}

std::string times(std::size_t count, char c) { return std::string(count, c); }

}  // namespace

BOOST_AUTO_TEST_SUITE(addresses)

BOOST_AUTO_TEST_CASE(addresses_of_mail_are_accepted) {
    accepts(db::email, {"joe@here.com", "weird-er.mail@here.and.there.com", "a@b.co", "first.last@example.org", "user+tag@example.org", "!#$%&'*+/=?^_`{}|~-@example.org", "1234567890@example.org",
                        "x@example-one.com", "x@valid-----hyphens.com", "x@1.example.com", "x@123.com", "x@example.museum", "x@EXAMPLE.COM", "X.Y@Example.Com", "x@[127.0.0.1]", "x@[255.255.255.255]",
                        "x@[2001:dB8::1]", "x@[2001:dB8:0:0:0:0:0:1]", "x@[::fffF:127.0.0.1]", "x@localhost", "\"quoted\\ user\"@example.com", "\"two@at\"@example.com", "\"esc\\\"aped\"@example.com", "\"\\\t\"@here.com",
                        "\"\"@example.com", "x@xn--fiqs8s.xn--fiqz9s", "x@b\xC3\xBC" "cher.example", "x@\xE4\xBE\x8B\xE3\x81\x88.\xE3\x83\x86\xE3\x82\xB9\xE3\x83\x88", "x@a." + times(63, 'b'), "x@" + times(63, 'a') + ".com",
                        "x@" + times(63, 'a') + "." + times(10, 'b') + ".com", "x@a-1.b-2.c-3.net", "_@example.com", "--@example.com", "x@sub.sub.sub.sub.sub.example.com", "a.b.c.d.e@example.com", "x@ex.a1", "x@e.x-y",
                        times(64, 'u') + "@example.com", times(308, 'u') + "@example.com"});
}

BOOST_AUTO_TEST_CASE(what_is_no_address_of_mail_is_refused) {
    refuses(db::email, {"abc", "abc@", "@abc.com", "abc@bar", "a @x.cz", "abc@.com", "abc@com.", "something@@somewhere.com", "x@127.0.0.1", "x@127.0.0.12", "x@[127.0.0.256]", "x@[2001:db8::12345]",
                        "x@[2001:db8:0:0:0:0:1]", "x@[::ffff:127.0.0.256]", "x@[]", "x@[localhost]", "x@invalid-.com", "x@-invalid.com", "x@invalid.com-", "x@inv-.alid-.com", "x@inv-.-alid.com", "x@example.com\n",
                        "x@example.com\n\n<script>", "x\n@example.com", "\"x\"\n@example.com", "\"\\\n\"@here.com", "x@[127.0.0.1]\n", "x@trailing.dot.", "x@a." + times(64, 'b'), "x@" + times(64, 'a') + ".com", "x@a.b",
                        ".x@example.com", "x.@example.com", "x..y@example.com", "x y@example.com", "x(c)@example.com", "x,y@example.com", "\"x@example.com", "\"x y\"@example.com", "x\"@example.com", "x@exam ple.com", "x@exam_ple.com",
                        "x@example..com", "x@example.com/path", "x@" + times(60, '\xC3') + ".com", "x@\xF0\x9F\x92\xA9.com", times(309, 'u') + "@example.com", "@", " ", "x@ex,ample.com", std::string("x\0@example.com", 14)});
    std::string many = "x@";
    for (int i = 0; i < 60; ++i) many += "\xE4\xBD\xA0";
    refuses(db::email, {many + ".com"});
}

BOOST_AUTO_TEST_CASE(domains_of_ones_own_need_no_dot) {
    constexpr auto own = db::validators::email_with_domains("intranet backup");
    accepts(own, {"x@intranet", "x@backup"});
    refuses(own, {"x@localhost", "x@intra", "x@intranet backup"});
}

BOOST_AUTO_TEST_CASE(urls_are_accepted) {
    accepts(db::url, {"http://www.example.com/", "HTTP://EXAMPLE.COM/", "https://example.com", "http://localhost/", "http://localhost:8000/", "http://LOCALHOST", "http://example.com:80", "http://example.com:65535/x",
                      "http://example.com./", "http://www.example.com:8000/test?a=b#c", "http://valid-with-hyphens.com/", "http://subdomain.example.com/", "http://a.aa", "http://a.b-c.de", "http://200.8.9.10/",
                      "http://200.8.9.10:8000/test", "http://0.0.0.0/", "http://255.255.255.255", "http://10.1.1.1", "http://su--b.valid-----hyphens.com/", "http://example.com?something=value",
                      "http://example.com/index.php?something=value&another=value2", "https://example.com/with(brackets)/_x", "ftp://example.com/", "ftps://example.com/", "http://foo.com/blah_blah_(wikipedia)#cite-1",
                      "http://user@example.com", "http://user:password@example.com:8080/", "http://user:@example.com", "http://-.~_!$&'()*+,;=%40%80%2f@example.com", "http://\xE2\x9C\xAA" "df.ws/123", "http://b\xC3\xBC" "cher.example/",
                      "http://\xE4\xBE\x8B\xE3\x81\x88.\xE3\x83\x86\xE3\x82\xB9\xE3\x83\x88", "http://xn--fsq.xn--zckzah/", "http://example.xn--p1ai", "http://1337.net", "http://3628126748.example.com", "http://[::1]/",
                      "http://[::ffff:192.9.5.5]", "http://[2001:db8::1]:8080/path", "http://example.com/unicode_\xE2\x98\xBA_in_path", "http://223.255.255.254", "http://a" + times(62, 'b') + ".com",
                      "http://" + times(63, 'a') + "." + times(63, 'b') + "." + times(63, 'c') + "." + times(58, 'd') + ".de", "http://example.com/" + times(2000, 'x'), "http://example.com#fragment", "http://example.com/?q=a@b"});
}

BOOST_AUTO_TEST_CASE(what_is_no_url_is_refused) {
    refuses(db::url, {"no_scheme", "foo", "http://", "http:/", "http", "://example.com", "http:///path", "http://example", "http://example.", "http://.example.com", "http://.com", "http://invalid-.com", "http://-invalid.com",
                      "http://invalid.com-", "http://invalid.-com", "http://inv-.alid-.com", "http://inv-.-alid.com", "http://in_valid.com", "http://a..b.com", "http://example.c", "http://example.123", "http://1.1.1.1.1",
                      "http://123.123.123", "http://3628126748", "http://256.0.0.1/", "http://01.2.3.4", "http://example.com:", "http://example.com:-1/", "http://example.com:123456", "http://example.com:8a/", "http://[a",
                      "http://[1:2]", "http://[::1", "http://::1/", "http://[::1:2::3]:8080/", "http://[fe80::1%eth0]/", "http://example.com/with space", "http://example.com ", " http://example.com", "http://example.com\n",
                      "http://exa\tmple.com", "http://example.com/\xC2\xA0", "gopher://example.com", "file://localhost/path", "javascript:alert(1)", "http://@example.com", "http://:pass@example.com", "http://a:b:c@example.com",
                      "http://a@b@example.com", "//example.com", "http:example.com", "http://example.com\\path", "rdar://1234", "h://test.com", "http://" + times(64, 'a') + ".com", "http://example.com/" + times(2040, 'x'), "http://\xF0\x9F\x92\xA9.com",
                      "http://" + times(63, 'a') + "." + times(63, 'b') + "." + times(63, 'c') + "." + times(60, 'd') + ".de", "http://example.xn--", "http://?", "http://#", "http://../", "http:// shouldfail.com"});
}

BOOST_AUTO_TEST_CASE(schemes_of_ones_own_replace_those_of_the_web) {
    constexpr auto own = db::url_with_schemes("git file git+ssh");
    accepts(own, {"git://example.com/", "git+ssh://git@example.com/repo.git", "file://localhost/path"});
    refuses(own, {"http://example.com", "git://-invalid.com", "gi://example.com"});
}

BOOST_AUTO_TEST_CASE(domain_names_have_a_dot_and_letters_at_the_end) {
    accepts(db::domain_name, {"example.com", "www.python-guide.org", "a.bc", "b\xC3\xBC" "cher.example", "xn--fsq.xn--zckzah", "1.example.com", "example.com."});
    refuses(db::domain_name, {"example", "localhost", "example..com", "-a.com", "a-.com", "a.b", "a.12", "a b.com", "a_b.com", ".com", ".", times(254, 'a') + ".com", "http://example.com", "example.com\n"});
    accepts(db::ascii_domain_name, {"example.com", "xn--fsq.xn--zckzah"});
    refuses(db::ascii_domain_name, {"b\xC3\xBC" "cher.example", "example.\xC3\xBC\xC3\xBC"});
}

BOOST_AUTO_TEST_CASE(addresses_of_the_internet_protocol_are_told_apart) {
    accepts(db::ipv4, {"1.1.1.1", "255.0.0.0", "0.0.0.0"});
    refuses(db::ipv4, {"256.1.1.1", "25.1.1.", "25.1.1", "25,1,1,1", "25.1 .1.1", "1.1.1.1\n", "01.1.1.1", "1.1.1.1.1", "::1", "0x1.1.1.1", "\xD9\xA7.1.1.1", std::string("1.1.1.1\0", 8)});
    accepts(db::ipv6, {"fe80::1", "::1", "::", "1:2:3:4:5:6:7:8", "::ffff:254.42.16.14", "2001:DB8::"});
    refuses(db::ipv6, {"1:2", "::zzz", "12345::", "1::2::3", ":1", "1:2:3:4:5:6:7", "::ffff:999.42.16.14", "1.1.1.1", "fe80::1%eth0", ":::", "1:2:3:4:5:6:7:8:9"});
    accepts(db::ipv46, {"1.1.1.1", "::1"});
    refuses(db::ipv46, {"256.1.1.1", "1:2", "x"});
}

BOOST_AUTO_TEST_SUITE_END()
