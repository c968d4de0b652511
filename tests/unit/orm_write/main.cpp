#define BOOST_TEST_MODULE orm_write
#include <boost/test/unit_test.hpp>
