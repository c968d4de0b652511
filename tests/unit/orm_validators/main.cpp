#define BOOST_TEST_MODULE unit_orm_validators
#include <boost/test/unit_test.hpp>
