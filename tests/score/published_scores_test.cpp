#include "score/published_scores.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace rwave {
namespace {

TEST(PublishedScores, EachIsMarkedWithItsSplitAndIsAShare) {
  const std::set<std::string> kinds = {"official", "inter-patient", "validation", "random", "own", "unknown"};
  EXPECT_GE(published_scores().size(), 20U);
  for (const PublishedScore& one : published_scores()) {
    EXPECT_FALSE(one.source.empty());
    EXPECT_FALSE(one.split.empty()) << one.source;
    EXPECT_TRUE(kinds.contains(one.split_kind)) << one.source << ": " << one.split_kind;
    EXPECT_FALSE(std::isnan(one.accuracy) && std::isnan(one.macro_f1) && std::isnan(one.s_f1)) << one.source;
    for (const double value : {one.accuracy, one.balanced_accuracy, one.macro_f1, one.s_f1, one.v_f1})
      EXPECT_TRUE(std::isnan(value) || (value > 0.2 && value < 1)) << one.source << ": " << value;
  }
}

// The report's own figures: 97.26 % weighted, 98.74 % unweighted, of the official split.
TEST(PublishedScores, HoldTheReports) {
  int found = 0;
  for (const PublishedScore& one : published_scores()) {
    if (one.network != "seed" || one.data != "mitdb") continue;
    ++found;
    EXPECT_EQ(one.accuracy, one.treatment == "weighted" ? 0.9726 : 0.9874);
    EXPECT_EQ(one.split_kind, "official");
  }
  EXPECT_EQ(found, 2);
}

}  // namespace
}  // namespace rwave
