// The files that lie next to a recording (labels, pyramid, journal) may come from anybody: what they state is
// checked before anything is looked up by it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "base/checksum.h"
#include "base/output_file.h"
#include "rwave/error.h"
#include "serve/analysis.h"
#include "serve/edit_log.h"
#include "serve/pyramid.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;

constexpr std::int64_t largest_number = std::numeric_limits<std::int64_t>::max();

nlohmann::json labels_head() {
  return {{"signature", "s"},
          {"labelled_by", "model"},
          {"leads", {0}},
          {"warnings", nlohmann::json::array()},
          {"beats", 1},
          {"spans", nlohmann::json::array()},
          {"groups", nlohmann::json::array()}};
}

// A labels file with this head, a right checksum, one beat and `more` bytes.
std::string labels_file(const nlohmann::json& head, std::int64_t sample = 100, std::int16_t group = -1,
                        const std::string& more = "") {
  const float probability = 1;
  std::string content = head.dump() + "\n";
  content.append(reinterpret_cast<const char*>(&sample), sizeof sample);
  content.append(reinterpret_cast<const char*>(&probability), sizeof probability);
  content.append(reinterpret_cast<const char*>(&group), sizeof group);
  content += 'N' + more;
  Checksum sum;
  sum.add(content);
  return "rwave labels 1\n" + sum.text() + "\n" + content;
}

std::string fault_of_labels(const std::string& bytes) {
  const TemporaryFolder folder;
  write_file(folder / "labels", bytes);
  std::string signature;
  try {
    serve::read_analysis(folder / "labels", signature);
  } catch (const Error& fault) {
    return fault.what();
  }
  return "";
}

TEST(KeptLabels, StateWhatCanBeAndNothingElse) {
  EXPECT_EQ(fault_of_labels(labels_file(labels_head())), "");
  nlohmann::json head = labels_head();
  // In 64 bits, 15 bytes a beat times this number are 16, the bytes of one beat and one more.
  head["beats"] = std::uint64_t{0xeeeeeeeeeeeeeef0};
  EXPECT_THAT(fault_of_labels(labels_file(head, 100, -1, "N")), HasSubstr("beats are missing"));
  head["beats"] = -1;
  EXPECT_THAT(fault_of_labels(labels_file(head)), HasSubstr("damaged"));
  EXPECT_THAT(fault_of_labels(labels_file(labels_head(), -5)), HasSubstr("beat 0 at sample -5"));
  EXPECT_THAT(fault_of_labels(labels_file(labels_head(), 100, 3)), HasSubstr("group 3"));
  head = labels_head();
  head["spans"] = {{999, 0, 10}};
  EXPECT_THAT(fault_of_labels(labels_file(head)), HasSubstr("a span of kind 999"));
  head["spans"] = {{"af", 0, 10}};  // a rhythm of beats is no span of the analysis
  EXPECT_THAT(fault_of_labels(labels_file(head)), HasSubstr("a span of kind \"af\""));
  head["spans"] = {{0, 10, 5}};
  EXPECT_THAT(fault_of_labels(labels_file(head)), HasSubstr("from 10 to 5"));
  head = labels_head();
  head["leads"] = {-1};
  EXPECT_THAT(fault_of_labels(labels_file(head)), HasSubstr("the lead -1"));
  head["leads"] = nlohmann::json::array();
  head["groups"] = {{{"shape", 0},
                     {"was", "N"},
                     {"count", 1},
                     {"probability", 1},
                     {"rr_ratio", nullptr},
                     {"example", 0},
                     {"mean", nlohmann::json::array()},
                     {"spread", nlohmann::json::array()}}};
  EXPECT_THAT(fault_of_labels(labels_file(head, 100, 0)), HasSubstr("1 groups and no lead"));
}

// Kinds of spans are names; files of 0.1.0 have them as numbers, which name the same kinds for good.
TEST(KeptLabels, NameTheKindsOfSpansAndReadNumbersOfOlderFiles) {
  const TemporaryFolder folder;
  nlohmann::json head = labels_head();
  head["spans"] = {{0, 5, 10}, {2, 20, 30}, {3, 40, 50}};
  write_file(folder / "labels", labels_file(head));
  std::string signature;
  const serve::Analysis old = serve::read_analysis(folder / "labels", signature);
  ASSERT_EQ(old.spans.size(), 3U);
  EXPECT_EQ(old.spans[0].kind, RhythmKind::Unanalyzable);
  EXPECT_EQ(old.spans[1].kind, RhythmKind::VentricularFibrillation);
  EXPECT_EQ(old.spans[2].kind, RhythmKind::VentricularFlutter);
  serve::write_analysis(old, folder / "again", signature);
  EXPECT_THAT(read_file(folder / "again"),
              HasSubstr(R"("spans":[["unanalyzable",5,10],["vf",20,30],["vfl",40,50]])"));
  const serve::Analysis again = serve::read_analysis(folder / "again", signature);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(again.spans[i].kind, old.spans[i].kind);
    EXPECT_EQ(again.spans[i].span, old.spans[i].span);
  }
}

std::string fault_of_pyramid(const nlohmann::json& lead, std::size_t pairs = 4) {
  const TemporaryFolder folder;
  std::string bytes = "rwave pyramid 1\n" + nlohmann::json{{"signature", "s"}, {"leads", {lead}}}.dump();
  bytes.resize(64 * 1024, ' ');
  bytes.append(4 * pairs, '\1');
  write_file(folder / "pyramid", bytes);
  try {
    const serve::Pyramid pyramid(folder / "pyramid", "s");
    pyramid.stored_tile(0, serve::first_stored_level, 0);
  } catch (const Error& fault) {
    return fault.what();
  }
  return "";
}

TEST(KeptPyramid, LevelsLieInTheFileAndStepsAreDividedBy) {
  const nlohmann::json sound = {{"samples", 64}, {"step", 1},   {"base", 0},
                                {"scale", 1},    {"offset", 0}, {"places", {0}}};
  EXPECT_EQ(fault_of_pyramid(sound), "");
  const auto changed = [&](const char* name, const nlohmann::json& value) {
    nlohmann::json lead = sound;
    lead[name] = value;
    return fault_of_pyramid(lead);
  };
  EXPECT_THAT(changed("step", 0), HasSubstr("damaged"));
  EXPECT_THAT(changed("samples", -1), HasSubstr("damaged"));
  EXPECT_THAT(changed("samples", largest_number), HasSubstr("damaged"));
  EXPECT_THAT(changed("places", {1}), HasSubstr("damaged"));
  EXPECT_THAT(changed("places", {largest_number}), HasSubstr("damaged"));
  EXPECT_THAT(changed("places", "all"), HasSubstr("damaged"));
  EXPECT_THAT(fault_of_pyramid(sound, 3), HasSubstr("cut short"));
}

TEST(KeptEdits, ThatCannotBeAreNone) {
  const auto refused = [](const char* text) {
    try {
      serve::edit_of(nlohmann::json::parse(text));
    } catch (const Error&) {
      return true;
    }
    return false;
  };
  EXPECT_FALSE(refused(R"({"revision":1,"kind":"review","beats":[1,[3,5]]})"));
  EXPECT_FALSE(refused(R"({"revision":1,"kind":"insert","label":"V","beat":9,"sample":100})"));
  EXPECT_TRUE(refused(R"({"revision":1,"kind":"review","beats":[[0,9223372036854775807]]})"));
  // No 64 bits hold it: to read it as a whole number is undefined.
  EXPECT_TRUE(refused(R"({"revision":1,"kind":"teach","taught":{"V":[1e78]}})"));
  EXPECT_TRUE(refused(R"({"revision":1,"kind":"review","beats":[[1.5,3]]})"));
  EXPECT_TRUE(refused(R"({"revision":0,"kind":"review","beats":[1]})"));
  EXPECT_TRUE(refused(R"({"revision":1,"kind":"relabel","beats":[1]})"));
  EXPECT_TRUE(refused(R"({"revision":1,"kind":"relabel","beats":[1],"label":"\u0001"})"));
  EXPECT_TRUE(refused(R"({"revision":1,"kind":"insert","label":"V","beat":9})"));
  EXPECT_TRUE(refused(R"({"revision":1,"kind":"insert","label":"V","beat":99999999999,"sample":1})"));
  EXPECT_TRUE(refused(R"({"revision":1,"kind":"move","beat":1,"sample":-7})"));
  EXPECT_TRUE(refused(R"({"revision":1,"kind":"rhythm","first":9,"end":3,"rhythm":"af"})"));
  EXPECT_FALSE(refused(R"({"revision":1,"kind":"rhythm","first":3,"end":9,"rhythm":"none","of":"af"})"));
  // Words of a later version: taken for "none" they would take every rhythm of the span away.
  EXPECT_TRUE(refused(R"({"revision":1,"kind":"rhythm","first":3,"end":9,"rhythm":"torsades"})"));
  EXPECT_TRUE(refused(R"({"revision":1,"kind":"rhythm","first":3,"end":9,"rhythm":"none","of":"torsades"})"));
  EXPECT_TRUE(refused(R"({"revision":1,"kind":"rhythm","first":3,"end":9})"));
  EXPECT_TRUE(refused(R"({"revision":1,"kind":"teach","taught":{"?":[1]}})"));
  EXPECT_TRUE(refused(R"([])"));
}

// The list of what both touch is cut at 100; beats beyond were once still counted one by one.
TEST(KeptEdits, ConflictsOfTwoBillionBeatsAreFoundAtOnce) {
  serve::EditLog log;
  serve::Edit theirs;
  theirs.revision = 1;
  theirs.kind = serve::EditKind::Review;
  theirs.client = "one";
  theirs.beats = {{0, std::int64_t{1} << 31}};
  log.add(theirs);
  serve::Edit mine = theirs;
  mine.client = "two";
  EXPECT_EQ(log.conflicts(mine, 0).beats.size(), 100U);
}

}  // namespace
}  // namespace rwave::testing
