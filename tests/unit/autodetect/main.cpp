#define BOOST_TEST_MODULE unit_autodetect
#include <boost/test/unit_test.hpp>
