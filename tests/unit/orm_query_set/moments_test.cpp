#include <boost/test/unit_test.hpp>

#include "fixture.hpp"

using namespace shelf;

BOOST_FIXTURE_TEST_SUITE(moments, Tables)

BOOST_AUTO_TEST_SUITE_END()
