// The pairing of measurements, and what the reference implementation counts as n.
#include "ec57/measurements.h"

#include <gtest/gtest.h>

#include "annotations.h"

namespace rwave::ec57 {
namespace {

Annotation measured(std::int64_t sample, const std::string& value, std::int8_t type = 0) {
  return mark(sample, "=", value, type);
}

TEST(Measurements, PairWithTheNearestInTimeAndTheLaterOfTwoAsNear) {
  const std::vector<Annotation> reference = {measured(100, "60"), measured(200, "80")};
  const auto sum = [&](std::int64_t sample) {
    return compare_measurements(reference, std::vector{measured(sample, "0")},
                                {.type = 0, .start = 0, .end = 0})
        .reference_sum;
  };
  EXPECT_EQ(sum(149), 60);
  EXPECT_EQ(sum(150), 80);
}

TEST(Measurements, OneMorePairIsMadeWhereAReferenceMeasurementLiesBeforeTheEnd) {
  const std::vector<Annotation> reference = {measured(100, "60"), measured(200, "80")};
  const std::vector<Annotation> test = {measured(90, "60"), measured(500, "70")};
  const auto compared = compare_measurements(reference, test, {.type = 0, .start = 0, .end = 300});
  EXPECT_EQ(compared.reference_sum, 60 + 80);  // the second pair's test measurement lies beyond the end
  EXPECT_EQ(compared.test_read, 2);
}

TEST(Measurements, ThoseBeforeTheStartArePassedOverButCounted) {
  const std::vector<Annotation> reference = {measured(100, "60"), measured(1000, "80")};
  const std::vector<Annotation> test = {measured(100, "0"), measured(1000, "84"), measured(1200, "80", 1)};
  const auto compared = compare_measurements(reference, test, {.type = 0, .start = 500, .end = 0});
  EXPECT_EQ(compared.test_read, 2);
  EXPECT_EQ(compared.squared_error, 16);
  EXPECT_DOUBLE_EQ(compared.mean_reference(), 40);  // 80 / 2: the reference program's n
  EXPECT_EQ(measurement_line(compared, "100", true), "   100\t 7.0711\t\t40\n");
}

TEST(Measurements, WithoutTextTheLastNumberStands) {
  const std::vector<Annotation> reference = {measured(100, "60"), measured(200, "")};
  const auto compared =
      compare_measurements(reference, std::vector{measured(210, "61")}, {.type = 0, .start = 0, .end = {}});
  EXPECT_EQ(compared.reference_sum, 60);
}

}  // namespace
}  // namespace rwave::ec57
