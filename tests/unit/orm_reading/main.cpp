#define BOOST_TEST_MODULE unit_orm_reading
#include <boost/test/unit_test.hpp>
