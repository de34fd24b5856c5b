#include "record/packed_annotations.h"

#include <gtest/gtest.h>

namespace rwave {
namespace {

TEST(PackedAnnotations, GiveBackWhatTheyWereGiven) {
  std::vector<Annotation> annotations(5);
  annotations[0].sample = -3;
  annotations[1] = {70, 28, -1, 2, 5, "(AFIB", 0};
  annotations[2] = {7'000'000'000, 1, 0, 0, 0, "", 0};
  annotations[3] = {7'000'000'001, 22, 0, 0, 0, "lights off", 2.5};
  annotations[4] = {7'000'000'002, 22, 0, 255, -128, "(AFIB", 0.5};
  annotations.push_back(annotations[1]);
  EXPECT_EQ(PackedAnnotations(annotations).unpacked(), annotations);
  EXPECT_TRUE(PackedAnnotations().unpacked().empty());
}

}  // namespace
}  // namespace rwave
