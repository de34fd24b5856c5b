// Which processes train together, by the variables of their launchers.
#include "learn/distributed/world.h"

#include <gmock/gmock.h>

#include <map>

#include "rwave/error.h"

namespace rwave::learn {
namespace {

using ::testing::HasSubstr;
using Variables = std::map<std::string, std::string>;

std::optional<World> world_of(const Variables& variables) {
  return world_from([&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  });
}

std::string error_of(const Variables& variables) {
  try {
    world_of(variables);
  } catch (const UsageError& fault) {
    return fault.what();
  }
  return "no error";
}

TEST(World, IsOneProcessWhereNothingIsSet) {
  EXPECT_FALSE(world_of({}));
  EXPECT_FALSE(world_of({{"WORLD_SIZE", "1"}}));
}

TEST(World, ByTorchrunsNames) {
  const auto world =
      world_of({{"RANK", "3"}, {"WORLD_SIZE", "4"}, {"MASTER_ADDR", "n1"}, {"MASTER_PORT", "29511"}});
  ASSERT_TRUE(world);
  EXPECT_EQ(world->rank, 3);
  EXPECT_EQ(world->ranks, 4);
  EXPECT_EQ(world->host, "n1");
  EXPECT_EQ(world->port, 29511);
  EXPECT_FALSE(world->hosted);
}

// torchrun listens on MASTER_PORT itself, and counts its restarts.
TEST(World, UnderTorchrunItselfRankZeroDoesNotListen) {
  const auto world = world_of({{"RANK", "0"},
                               {"WORLD_SIZE", "2"},
                               {"MASTER_ADDR", "n1"},
                               {"MASTER_PORT", "29511"},
                               {"TORCHELASTIC_USE_AGENT_STORE", "True"},
                               {"TORCHELASTIC_RESTART_COUNT", "2"}});
  ASSERT_TRUE(world);
  EXPECT_TRUE(world->hosted);
  EXPECT_EQ(world->attempt, "2");
}

TEST(World, IncompleteOrSenselessVariablesAreNamed) {
  EXPECT_THAT(error_of({{"WORLD_SIZE", "2"}}), HasSubstr("set RANK"));
  EXPECT_THAT(error_of({{"WORLD_SIZE", "2"}, {"RANK", "1"}}), HasSubstr("MASTER_ADDR"));
  EXPECT_THAT(error_of({{"WORLD_SIZE", "2"}, {"RANK", "2"}}), HasSubstr("RANK=2 is no number from 0 to 1"));
  EXPECT_THAT(error_of({{"WORLD_SIZE", "two"}}), HasSubstr("WORLD_SIZE=two"));
  EXPECT_THAT(error_of({{"WORLD_SIZE", "2"}, {"RANK", "1"}, {"MASTER_ADDR", "n"}, {"MASTER_PORT", "80"}}),
              HasSubstr("MASTER_PORT=80"));
}

// As srun 22.05 sets them.
const Variables srun = {{"SLURM_STEP_ID", "3"},
                        {"SLURM_JOB_ID", "70"},
                        {"SLURM_STEP_NUM_TASKS", "4"},
                        {"SLURM_NTASKS", "4"},
                        {"SLURM_PROCID", "2"},
                        {"SLURM_STEP_NODELIST", "n[07-09],m1"},
                        {"SLURM_JOB_NODELIST", "n[01-09],m1"}};

TEST(World, InAStepOfASlurmJob) {
  const auto world = world_of(srun);
  ASSERT_TRUE(world);
  EXPECT_EQ(world->rank, 2);
  EXPECT_EQ(world->ranks, 4);
  EXPECT_EQ(world->host, "n07");
  EXPECT_EQ(world->port, 16384 + 70 * 16 + 3);
}

TEST(World, SlurmsAddressAndPortCanBeGiven) {
  Variables given = srun;
  given["MASTER_ADDR"] = "10.0.0.7";
  given["MASTER_PORT"] = "29511";
  const auto world = world_of(given);
  ASSERT_TRUE(world);
  EXPECT_EQ(world->host, "10.0.0.7");
  EXPECT_EQ(world->port, 29511);
}

// The batch script and the shell of `salloc` see the job's variables, but are no step of several tasks.
TEST(World, AShellWithinAJobIsOneProcess) {
  Variables shell = srun;
  shell.erase("SLURM_STEP_ID");
  EXPECT_FALSE(world_of(shell));
  shell = srun;
  shell["SLURM_STEP_NUM_TASKS"] = "1";
  EXPECT_FALSE(world_of(shell));
}

TEST(World, TorchrunsNamesComeBeforeSlurms) {
  Variables both = srun;
  both["WORLD_SIZE"] = "1";
  EXPECT_FALSE(world_of(both));
}

TEST(FirstHost, OfSlurmsLists) {
  EXPECT_EQ(first_host("vm"), "vm");
  EXPECT_EQ(first_host("a,b"), "a");
  EXPECT_EQ(first_host("n[07-09,12],m1"), "n07");
  EXPECT_EQ(first_host("n[7,9]-ib,m1"), "n7-ib");
  EXPECT_EQ(first_host("n[07"), "");
  EXPECT_EQ(first_host(""), "");
}

}  // namespace
}  // namespace rwave::learn
