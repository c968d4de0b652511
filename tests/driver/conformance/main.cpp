#define BOOST_TEST_MODULE driver_conformance
#include <boost/test/unit_test.hpp>
