// The plan of a transfer table: which trainings it asks for, each once.
#include "experiment/compare/transfer_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rwave/error.h"

namespace rwave::experiment {
namespace {

using ::testing::ElementsAre;

TransferCell cell(const std::string& way, int layers, double share, std::uint64_t seed) {
  return {way, layers, share, seed};
}

TEST(TransferPlan, TriesWaysByLayersAndThenByShares) {
  const TransferPlan plan{.layers = {0, 1, 2}, .ways = {"scratch", "kept"}, .shares = {1, 0.1}, .seeds = 1};
  EXPECT_THAT(cells_of(plan),
              ElementsAre(cell("as it is", 0, 1, 1), cell("scratch", -1, 1, 1), cell("scratch", -1, 0.1, 1),
                          cell("kept", 1, 1, 1), cell("kept", 2, 1, 1), cell("kept", 2, 0.1, 1)));
}

TEST(TransferPlan, TakesAllLayersForTheMost) {
  const TransferPlan plan{.layers = {3, -1}, .ways = {"frozen"}, .shares = {0.5}, .seeds = 2};
  EXPECT_THAT(cells_of(plan),
              ElementsAre(cell("frozen", 3, 1, 1), cell("frozen", -1, 1, 1), cell("frozen", -1, 0.5, 1),
                          cell("frozen", 3, 1, 2), cell("frozen", -1, 1, 2), cell("frozen", -1, 0.5, 2)));
}

TEST(TransferPlan, OfTheNetworkAsItIsTrainsFromScratchAlone) {
  const TransferPlan plan{.layers = {0}, .ways = {"frozen", "scratch"}, .shares = {0.5}, .seeds = 1};
  EXPECT_THAT(cells_of(plan),
              ElementsAre(cell("as it is", 0, 1, 1), cell("scratch", -1, 1, 1), cell("scratch", -1, 0.5, 1)));
}

TEST(TransferPlan, WithoutSeedsOrLayersIsWrongUse) {
  EXPECT_THROW(cells_of({.seeds = 0}), UsageError);
  EXPECT_THROW(cells_of({.layers = {}}), UsageError);
}

}  // namespace
}  // namespace rwave::experiment
