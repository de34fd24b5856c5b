#include "score/groups.h"

#include <gtest/gtest.h>

#include "rwave/error.h"

namespace rwave {
namespace {

const std::vector<std::string> classes = {"N", "S", "V"};
const std::vector<std::string> records = {"100", "101", "106"};

TEST(ConfusionByGroup, KeepsEachGroupsBeatsApart) {
  const std::vector<std::uint8_t> truth = {0, 0, 2, 1};
  const std::vector<std::uint8_t> predicted = {0, 2, 2, 0};
  const std::vector<std::uint32_t> group = {0, 2, 2, 0};
  const auto groups = confusion_by_group(classes, truth, predicted, group, records);
  ASSERT_EQ(groups.size(), 2U);  // record 101 has no rows
  EXPECT_EQ(groups[0].name, "100");
  EXPECT_EQ(groups[0].confusion.count(1, 0), 1);
  EXPECT_EQ(groups[1].name, "106");
  EXPECT_EQ(groups[1].confusion.count(0, 2), 1);
  EXPECT_EQ(groups[1].confusion.total(), 2);
  EXPECT_EQ(confusions_of(groups)[1].total(), 2);
}

TEST(ConfusionByGroup, RefusesRowsThatDoNotFit) {
  const std::vector<std::uint8_t> two = {0, 1};
  const std::vector<std::uint8_t> one = {0};
  const std::vector<std::uint32_t> groups = {0, 1};
  const std::vector<std::uint32_t> beyond = {0, 3};
  const std::vector<std::uint8_t> unknown_class = {0, 3};
  EXPECT_THROW(confusion_by_group(classes, two, one, groups, records), Error);
  EXPECT_THROW(confusion_by_group(classes, two, two, beyond, records), Error);
  EXPECT_THROW(confusion_by_group(classes, two, unknown_class, groups, records), Error);
}

}  // namespace
}  // namespace rwave
