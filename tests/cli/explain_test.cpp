// rwave explain as a user types it, on a network that seconds have trained.
#ifdef RWAVE_LEARN
#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "base/output_file.h"
#include "cli/two_levels.h"
#include "dataset/beat_file.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ExplainCommand : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    write_beat_set(*folder_ / "toy.beats", two_levels());
    const CommandResult trained =
        run_command("rwave train --model small --data '" + path("toy.beats") +
                    "' --split random --seed 4 --epochs 2 --batch 32 --threads 1 --no-pictures -o '" +
                    path("small") + "'");
    ASSERT_EQ(trained.status, 0) << trained.err;
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }

  static std::string path(const std::string& name) { return (*folder_ / name).string(); }

  // The part on that model, its results in the folder of its name.
  static CommandResult explain(const std::string& part, const std::string& more = "") {
    return run_command("rwave explain " + part + " '" + path("small") + "' --threads 1 " + more + " -o '" +
                       path(part) + "'");
  }

  static std::string first_line(const std::string& name) {
    const std::string text = read_file(path(name));
    return text.substr(0, text.find('\n'));
  }

  static bool exists(const std::string& name) { return fs::exists(path(name)); }

  static inline TemporaryFolder* folder_ = nullptr;
};

TEST_F(ExplainCommand, LayersOfABeatOfEachClass) {
  const CommandResult result = explain("layers");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("block4         64 channels x 12 positions\n"));
  EXPECT_THAT(result.out, HasSubstr("fc             2 units\n"));
  EXPECT_EQ(first_line("layers/layers_low.csv"), "data,split,layer,channel,position,ms,value");
  EXPECT_TRUE(exists("layers/layers_high.csv"));
  const CommandResult one = explain("layers", "--row 3 --layer conv0 --layer relu0 --json");
  ASSERT_EQ(one.status, 0) << one.err;
  const auto json = nlohmann::json::parse(one.out);
  EXPECT_EQ(json.at("layers"), (nlohmann::json{{"conv0", {16, 187}}, {"relu0", {16, 187}}}));
}

TEST_F(ExplainCommand, TsneOfTheLastConvolution) {
  const CommandResult result = explain("tsne", "--perplexity 5 --points");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, StartsWith("t-SNE of 60 rows, layer block4, perplexity 5, seed 1: KL "));
  EXPECT_EQ(first_line("tsne/tsne.csv"), "data,split,x,y,class,record,sample");
  const auto json = nlohmann::json::parse(read_file(path("tsne/tsne.json")));
  EXPECT_EQ(json.at("n"), 60);
  EXPECT_EQ(json.at("values"), 64 * 12);
  EXPECT_GT(json.at("kl"), 0);
  EXPECT_GT(fs::file_size(path("tsne/points.npy")), 60U * 64 * 12 * 4);
  const CommandResult few = explain("tsne", "--rows 20");
  EXPECT_EQ(few.status, 1);
  EXPECT_THAT(few.err,
              HasSubstr("t-SNE of 20 points at perplexity 30: it takes more points or a lower perplexity"));
}

TEST_F(ExplainCommand, AttributionByThreeMethods) {
  const CommandResult result = explain("attribution", "--rows 5 --json");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(first_line("attribution/attribution.csv"), "data,split,method,class,beats,ms,beat,attribution");
  const auto json = nlohmann::json::parse(result.out);
  for (const char* method : {"gradcam", "integrated", "occlusion"})
    EXPECT_LE(json.at(method).at("high").at("beats"), 5);
}

// A third class of rows that all look like "low" and are called so.
TEST_F(ExplainCommand, AClassWithoutCorrectBeatsIsNamed) {
  BeatSet set = two_levels();
  set.classes = {"low", "high", "odd"};
  for (std::size_t i = 0; i < set.size(); i += 30) set.labels[i] = 2;
  write_beat_set(*folder_ / "odd.beats", set);
  const CommandResult trained = run_command(
      "rwave train --model small --data '" + path("odd.beats") +
      "' --split random --seed 4 --epochs 2 --batch 32 --threads 1 --no-pictures -o '" + path("odd") + "'");
  ASSERT_EQ(trained.status, 0) << trained.err;
  const CommandResult result = run_command("rwave explain attribution '" + path("odd") +
                                           "' --rows 5 --threads 1 -o '" + path("odd") + "'");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("odd is left out: none of its 2 test rows is classified correctly\n"));
  EXPECT_THAT(read_file(path("odd/attribution.csv")), HasSubstr(",random,gradcam,odd,0,,,\n"));
  if (exists("odd/attribution_gradcam.svg")) {
    EXPECT_THAT(read_file(path("odd/attribution_gradcam.svg")), HasSubstr("(left out: odd,"));
  }
}

TEST_F(ExplainCommand, ANetworkWithoutConvolutionIsExplainedByWhatItHas) {
  const CommandResult trained =
      run_command("rwave train --model mlp --data '" + path("toy.beats") +
                  "' --split random --seed 4 --epochs 1 --threads 1 --no-pictures -o '" + path("flat") + "'");
  ASSERT_EQ(trained.status, 0) << trained.err;
  const auto flat = [](const std::string& words) {
    return run_command("rwave explain " + words + " '" + path("flat") + "' --threads 1 --json -o '" +
                       path("flat") + "'");
  };
  const CommandResult attribution = flat("attribution --rows 2");
  ASSERT_EQ(attribution.status, 0) << attribution.err;
  EXPECT_THAT(attribution.err, HasSubstr("rwave: no Grad-CAM: this network has no convolution\n"));
  const auto json = nlohmann::json::parse(attribution.out);
  EXPECT_FALSE(json.contains("gradcam"));
  EXPECT_TRUE(json.contains("integrated"));
  const CommandResult tsne = flat("tsne");
  EXPECT_EQ(tsne.status, 2);
  EXPECT_THAT(tsne.err, HasSubstr("this network has no convolution: name a layer by --layer; there are: "));
  const CommandResult named = flat("tsne --layer fc1 --perplexity 5 --random-start");
  ASSERT_EQ(named.status, 0) << named.err;
  EXPECT_EQ(nlohmann::json::parse(named.out).at("layer"), "fc1");
}

// The same rows with their labels turned round.
TEST_F(ExplainCommand, RowsThatAreAllCalledWronglyCannotBeAttributed) {
  BeatSet turned = two_levels();
  for (std::uint8_t& label : turned.labels) label = 1 - label;
  write_beat_set(*folder_ / "turned.beats", turned);
  const CommandResult result = explain("attribution", "--data '" + path("turned.beats") + "'");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("rwave: these are NOT the rows of the model's training"));
  EXPECT_THAT(result.err, HasSubstr("rwave: the network classifies no test row correctly"));
}

TEST_F(ExplainCommand, AblationSaysItsShares) {
  const CommandResult result = explain("ablation");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("split random, 60 test rows: "));
  EXPECT_THAT(result.out, HasSubstr("\nThe R peaks and the interval between them alone carry "));
  EXPECT_THAT(read_file(path("ablation/ablation.csv")),
              HasSubstr("\n" + path("toy.beats") + ",random,whole,"));
  EXPECT_EQ(first_line("ablation/ablation.csv"),
            "data,split,rows,accuracy,balanced_accuracy,recall_low,recall_high");
  const auto json = nlohmann::json::parse(read_file(path("ablation/ablation.json")));
  EXPECT_EQ(json.at("rows").size(), 8U);
  EXPECT_THAT(result.out, HasSubstr(json.at("sentence").get<std::string>()));
}

TEST_F(ExplainCommand, ProbeOfALayer) {
  const CommandResult result = explain("probe", "--layer block4 --layer fc");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(first_line("probe/probe.csv"), "data,split,layer,components,variance,accuracy,macro_f1");
  EXPECT_THAT(result.out, HasSubstr("block4                  1 "));
  EXPECT_THAT(result.out, HasSubstr("fc                      2    100.00"));
}

// What 0.1.0 called it: one line names the present word.
TEST_F(ExplainCommand, OldNamesAreTakenWithANotice) {
  const CommandResult result = explain("claim");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("rwave: explain claim is called explain ablation now\n"));
  EXPECT_TRUE(exists("claim/ablation.csv"));
  EXPECT_THAT(run_command("rwave explain --help").out, ::testing::Not(HasSubstr("claim")));
}

// Programs of the test's own folder only, and the learning half, which is found next to rwave.
TEST_F(ExplainCommand, WithoutGnuplotThereAreTables) {
  const CommandResult result =
      run_command("program=$(command -v rwave); PATH=/nowhere \"$program\" explain ablation '" +
                  path("small") + "' --threads 1 -o '" + path("plain") + "'");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("rwave: no pictures: gnuplot"));
  EXPECT_TRUE(exists("plain/ablation.csv"));
  EXPECT_FALSE(exists("plain/ablation.svg"));
}

TEST_F(ExplainCommand, WrongUseIsExplained) {
  CommandResult result = explain("layers", "--layer conv7");
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("no layer is called 'conv7'; there are: conv0 norm0 relu0 pool0 block1"));
  result = explain("layers", "--row 60");
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("--row 60: the test rows are 0 to 59"));
  EXPECT_THAT(explain("layers", "--row -1").err, HasSubstr("--row -1: the test rows are 0 to 59"));
  EXPECT_THAT(explain("ablation", "--rows -1").err, HasSubstr("takes 0 (all) or a number of rows, not -1"));
  EXPECT_EQ(
      run_command("rwave explain layers '" + path("small") + "' --layer conv7 -o '" + path("nothing") + "'")
          .status,
      2);
  EXPECT_FALSE(exists("nothing")) << "no empty folder stays";
  EXPECT_EQ(run_command("rwave explain '" + path("small") + "'").status, 2) << "no part is named";
}

TEST_F(ExplainCommand, RowsOfOtherClassesAreRefused) {
  BeatSet other = two_levels();
  other.classes = {"left", "right"};
  write_beat_set(*folder_ / "other.beats", other);
  const CommandResult result = explain("ablation", "--data '" + path("other.beats") + "'");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("left"));
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
}

}  // namespace
}  // namespace rwave::testing
#endif
