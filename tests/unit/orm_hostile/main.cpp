#define BOOST_TEST_MODULE orm_hostile
#include <boost/test/unit_test.hpp>
