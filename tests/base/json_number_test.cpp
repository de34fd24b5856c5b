// Whole numbers out of JSON: what no integer holds was undefined (found by fuzzing a label file and a model
// card).
#include "base/json_number.h"

#include <gtest/gtest.h>

namespace rwave {
namespace {

using nlohmann::json;

TEST(JsonNumber, WhatTheTypeHoldsIsTaken) {
  EXPECT_EQ(whole_number<int>(json::parse("-2147483648")), -2147483648LL);
  EXPECT_EQ(whole_number<std::int64_t>(json::parse("9223372036854775807")), 9223372036854775807LL);
  EXPECT_EQ(whole_number<std::uint64_t>(json::parse("18446744073709551615")), 18446744073709551615ULL);
  EXPECT_EQ(whole_numbers<int>(json::parse("[3, 1, 2]")), (std::vector<int>{3, 1, 2}));
  EXPECT_EQ(whole_number_or(json::parse(R"({"width": 187})"), "width", 1), 187);
  EXPECT_EQ(whole_number_or(json::parse("{}"), "width", 1), 1);
  EXPECT_EQ(whole_number<int>(json::parse("187.0")), 187) << "as other programs write it";
  EXPECT_EQ(whole_number<int>(json::parse("-1e3")), -1000);
}

TEST(JsonNumber, WhatItDoesNotHoldIsAnError) {
  for (const char* text : {"2147483648", "-2147483649", "1e10", "2.5", "1e78", "22222222222222222222222222",
                           "\"1\"", "null", "true", "[1]"})
    EXPECT_THROW(whole_number<int>(json::parse(text)), json::exception) << text;
  EXPECT_THROW(whole_number<std::int64_t>(json::parse("9223372036854775808")), json::exception);
  EXPECT_THROW(whole_number<std::uint64_t>(json::parse("-1")), json::exception);
  EXPECT_THROW(whole_number_or(json::parse(R"({"width": 1e30})"), "width", 1), json::exception);
}

}  // namespace
}  // namespace rwave
