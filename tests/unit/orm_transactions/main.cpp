#define BOOST_TEST_MODULE orm_transactions
#include <boost/test/unit_test.hpp>
