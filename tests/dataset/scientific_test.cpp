#include "dataset/scientific.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdio>
#include <string>

#include "math/random.h"

namespace rwave {
namespace {

std::string ours(float value) {
  char text[scientific_chars];
  return {text, print_scientific(value, text)};
}

std::string reference(float value) {
  char text[64];
  std::snprintf(text, sizeof text, "%.18e", static_cast<double>(value));
  return text;
}

// The first genuine value of mitbih_test.csv, as published.
TEST(Scientific, PrintsAsThePublishedFile) {
  EXPECT_EQ(ours(0.75826448F), "7.582644820213317871e-01");
}

TEST(Scientific, EqualsPrintfForEveryRatioOfSmallWholeNumbers) {
  for (int high = 1; high < 1400; high += 3) {
    for (int low = 0; low <= high; ++low) {
      const auto value = static_cast<float>(static_cast<double>(low) / high);
      ASSERT_EQ(ours(value), reference(value)) << low << "/" << high;
    }
  }
}

TEST(Scientific, EqualsPrintfForAnyFiniteValue) {
  Random random(7);
  for (int i = 0; i < 300000; ++i) {
    const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(random.bits()));
    if (std::isfinite(value)) {
      ASSERT_EQ(ours(value), reference(value));
    }
  }
}

TEST(Scientific, EqualsPrintfNextToPowersOfTenAndTwo) {
  for (const float centre :
       {1e-5F, 1e-4F, 1e-3F, 1e-2F, 1e-1F, 1.0F, 8.0F, 10.0F, 0.5F, 0.25F, 0.0F, -0.0F, -1.0F}) {
    float value = centre;
    for (int i = 0; i < 50; ++i) value = std::nextafter(value, -100.0F);
    for (int i = 0; i < 100; ++i, value = std::nextafter(value, 100.0F))
      ASSERT_EQ(ours(value), reference(value));
  }
}

}  // namespace
}  // namespace rwave
