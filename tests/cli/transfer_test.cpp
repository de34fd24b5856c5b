// rwave transfer as a user types it, from one small beat set to another.
#ifdef RWAVE_LEARN
#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/output_file.h"
#include "cli/two_levels.h"
#include "dataset/beat_file.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

class TransferCommand : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    write_beat_set(*folder_ / "toy.beats", two_levels());
    const CommandResult trained =
        run_command("rwave train --model mlp --data '" + path("toy.beats") +
                    "' --split random --epochs 2 --threads 1 --no-pictures -o '" + path("source") + "'");
    ASSERT_EQ(trained.status, 0) << trained.err;
  }
  static void TearDownTestSuite() { delete folder_; }

  static std::string path(const std::string& name) { return (*folder_ / name).string(); }

  static std::string line(const std::string& more, const std::string& out) {
    return "rwave transfer '" + path("source") + "' --data '" + path("toy.beats") +
           "' --split random --epochs 2 --batch 32 --threads 1 " + more + " -o '" + path(out) + "'";
  }

  static TemporaryFolder* folder_;
};

TemporaryFolder* TransferCommand::folder_ = nullptr;

TEST_F(TransferCommand, TabulatesWaysLayersAndSharesOverSeeds) {
  const CommandResult result =
      run_command(line("--ways scratch,frozen --layers 0,1,3 --shares 1,0.5 --seeds 2", "table"));
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("model mlp ("));
  EXPECT_THAT(result.out, HasSubstr("\nas it is       0  100 %      2"));
  EXPECT_THAT(result.out, HasSubstr("\nscratch      all  100 %      2"));
  EXPECT_THAT(result.out, HasSubstr("\nfrozen         3   50 %      2"));
  const std::string csv = read_file(*folder_ / "table" / "transfer.csv");
  EXPECT_THAT(csv, StartsWith("mode,k,share,seed,accuracy,balanced_accuracy,macro_f1,seconds\n"));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 2 * (1 + 1 + 2 + 1 + 1));
  EXPECT_THAT(read_file(*folder_ / "table" / "by_k.csv"), HasSubstr("\nfrozen,3,1,2,"));
  EXPECT_THAT(read_file(*folder_ / "table" / "by_share.csv"), HasSubstr("\nfrozen,3,0.5,2,"));
  EXPECT_FALSE(fs::exists(*folder_ / "table" / "under-way"));
}

TEST_F(TransferCommand, GoesOnFromTheTableThere) {
  ASSERT_EQ(run_command(line("--ways frozen --layers 1 --seeds 1", "again")).status, 0);
  const CommandResult more = run_command(line("--ways frozen --layers 1,2 --seeds 1 --json", "again"));
  ASSERT_EQ(more.status, 0) << more.err;
  EXPECT_EQ(nlohmann::json::parse(more.out).at("rows").size(), 2);
  EXPECT_THAT(more.err, Not(HasSubstr("1 of 2")));
  EXPECT_THAT(more.err, HasSubstr("2 of 2: frozen, 2 layers, 100 % of the rows, seed 1"));
  const CommandResult other = run_command(line("--ways frozen --layers 1 --seeds 1 --lr 0.5", "again"));
  EXPECT_EQ(other.status, 1);
  EXPECT_THAT(other.err, HasSubstr("holds transfers with lr 0.001 there, 0.5 here"));
}

// Of the source's 60 test rows (random split, seed 1) seed 2 draws only some again.
TEST_F(TransferCommand, TestRowsThatTheSourceWasTrainedOnAreSaid) {
  const CommandResult own = run_command(line("--ways frozen --layers 1 --seeds 1", "own"));
  ASSERT_EQ(own.status, 0) << own.err;
  EXPECT_THAT(own.err, Not(HasSubstr("flatter"))) << "the same split: unseen";
  EXPECT_EQ(nlohmann::json::parse(read_file(*folder_ / "own" / "transfer.json")).at("note"), "");
  const CommandResult seen = run_command(line("--ways frozen --layers 1 --seeds 2", "seen"));
  ASSERT_EQ(seen.status, 0) << seen.err;
  const std::string note = nlohmann::json::parse(read_file(*folder_ / "seen" / "transfer.json")).at("note");
  EXPECT_THAT(note,
              MatchesRegex("[1-5][0-9] of the 60 test rows trained the network that this one starts from "
                           ".seed 2; such rows in 1 of 2 seeds."));
  EXPECT_THAT(seen.err, HasSubstr("rwave: " + note + ": the scores of all ways but scratch flatter\n"));
  EXPECT_THAT(seen.out, HasSubstr(note)) << "above the table";
}

TEST_F(TransferCommand, ATrainingFromANetworkSaysItToo) {
  const auto from = [](const std::string& seed, const std::string& data) {
    return run_command("rwave train --from '" + path("source") + "' --data '" + path(data) +
                       "' --split random --layers 1 --epochs 1 --threads 1 --no-pictures --fresh --seed " +
                       seed + " -o '" + path("from") + "'");
  };
  EXPECT_THAT(from("1", "toy.beats").err, Not(HasSubstr("flatter")));
  const CommandResult other = from("2", "toy.beats");
  ASSERT_EQ(other.status, 0) << other.err;
  EXPECT_THAT(other.err,
              HasSubstr(" of the 60 test rows trained the network that this one starts from: its test "
                        "scores flatter\n"));
  EXPECT_THAT(read_file(*folder_ / "from" / "scores.json"), HasSubstr("test rows trained the network"));
  fs::create_directories(*folder_ / "elsewhere");
  write_beat_set(*folder_ / "elsewhere" / "toy.beats", two_levels(8));
  EXPECT_THAT(from("1", "elsewhere/toy.beats").err,
              HasSubstr("toy.beats' too: it may have seen test rows: its test scores flatter"));
}

// Rows that are healthy or not, by a network of other classes: its first one is taken for healthy.
TEST_F(TransferCommand, ANetworkOfOtherClassesAnswersAsItIsWhereRowsAreHealthyOrNot) {
  const auto as_it_is = [](std::vector<std::string> classes) {
    BeatSet set = two_levels();
    set.classes = std::move(classes);
    write_beat_set(*folder_ / "others.beats", set);
    return run_command("rwave transfer '" + path("source") + "' --data '" + path("others.beats") +
                       "' --split random --ways frozen --layers 0 --seeds 1 --threads 1 -o '" +
                       path("others") + "'");
  };
  const CommandResult two = as_it_is({"well", "ill"});
  ASSERT_EQ(two.status, 0) << two.err;
  EXPECT_THAT(two.out, HasSubstr("\nas it is       0  100 %      1"));
  fs::remove_all(*folder_ / "others");
  const CommandResult three = as_it_is({"well", "ill", "odd"});
  EXPECT_EQ(three.status, 2);
  EXPECT_THAT(three.err, HasSubstr("--layers 0: the network tells 2 classes apart, the rows have 3: train at "
                                   "least the last layer"));
  EXPECT_FALSE(fs::exists(*folder_ / "others")) << "no folder is made before the options hold";
}

TEST_F(TransferCommand, CtrlCSavesAndTheSameCommandGoesOn) {
  const std::string slow = line("--ways scratch,frozen --layers 1 --seeds 30", "slow");
  const CommandResult result =
      run_command(slow + " & pid=$!; until [ -e '" + path("slow/transfer.json") +
                  "' ] || ! kill -0 $pid; do sleep 0.05; done; kill -INT $pid; wait $pid");
  EXPECT_EQ(result.status, 130);
  EXPECT_THAT(result.err, HasSubstr("rwave: interrupted; the same command resumes from " + path("slow")));
  const CommandResult fewer = run_command(line("--ways scratch,frozen --layers 1 --seeds 1", "slow"));
  EXPECT_EQ(fewer.status, 0) << fewer.err;
  EXPECT_THAT(fewer.err, Not(HasSubstr("1 of 2"))) << "what was trained is there";
}

TEST_F(TransferCommand, RefusesMoreLayersThanThereAreBeforeAnythingTrains) {
  const CommandResult result = run_command(line("--ways frozen --layers 1,7 --seeds 1", "seven"));
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("--layers 7: the network 'mlp' has 3 Linear layers: fc1 fc2 fc3"));
  EXPECT_THAT(result.err, Not(HasSubstr("1 of 2")));
}

}  // namespace
}  // namespace rwave::testing
#endif
