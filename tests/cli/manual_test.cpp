// The manual that the program writes of itself.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "support/support.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string manual_text(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Manual, HoldsEachOptionThatHelpNames) {
  const TemporaryFolder folder;
  ASSERT_EQ(run_command("rwave --write-manual '" + folder.path().string() + "'").status, 0);
  for (const std::string verb : {"classify", "detect", "info", "score", "convert"}) {
    const std::string page = manual_text(folder / ("man1/rwave-" + verb + ".1"));
    const std::string reference = manual_text(folder / ("reference/" + verb + ".md"));
    const std::string help = run_command("rwave " + verb + " --help").out;
    for (std::size_t at = help.find("\n  -"); at != std::string::npos; at = help.find("\n  -", at + 1)) {
      const std::string names = help.substr(at + 3, help.find_first_of(" =", at + 3) - at - 3);
      const std::string last = names.substr(names.rfind(',') + 1);
      EXPECT_THAT(reference, HasSubstr(last)) << verb;
      std::string escaped;
      for (const char c : last) escaped += c == '-' ? std::string("\\-") : std::string(1, c);
      EXPECT_THAT(page, HasSubstr(escaped)) << verb;
    }
  }
}

TEST(Manual, TheProgramsOwnPageListsTheVerbs) {
  const TemporaryFolder folder;
  ASSERT_EQ(run_command("rwave --write-manual '" + folder.path().string() + "'").status, 0);
  const std::string page = manual_text(folder / "man1/rwave.1");
  for (const std::string verb : {"classify", "score", "fetch"}) EXPECT_THAT(page, HasSubstr(".B " + verb));
  EXPECT_THAT(page, Not(HasSubstr("write\\-manual")));  // hidden
}

TEST(Manual, SaysWhichOptionsMustBeGiven) {
  const TemporaryFolder folder;
  ASSERT_EQ(run_command("rwave --write-manual '" + folder.path().string() + "'").status, 0);
  EXPECT_THAT(manual_text(folder / "reference/convert.md"), HasSubstr("`-o, --output TEXT REQUIRED`"));
  EXPECT_THAT(manual_text(folder / "man1/rwave-convert.1"), HasSubstr("(TEXT REQUIRED)"));
}

// rwave-learn writes the pages of its verbs into the same folder: rwave must not put an empty page over them.
TEST(Manual, VerbsThatAreHandedOverHaveNoPageOfRwave) {
  const TemporaryFolder folder;
  ASSERT_EQ(run_command("rwave --write-manual '" + folder.path().string() + "'").status, 0);
  EXPECT_TRUE(std::filesystem::exists(folder / "man1/rwave-classify.1"));
  EXPECT_FALSE(std::filesystem::exists(folder / "man1/rwave-train.1"));
  EXPECT_FALSE(std::filesystem::exists(folder / "reference/train.md"));
}

// A description that asks (explain ablation) ended in "?.".
TEST(Manual, SentencesEndOnce) {
  for (const auto& page : std::filesystem::directory_iterator(RWAVE_SOURCE_DIR "/docs/reference"))
    EXPECT_THAT(manual_text(page.path()), ::testing::Not(HasSubstr("?."))) << page.path();
}

#ifdef RWAVE_LEARN
// Its verbs have no page of their own: their options were in no page at all.
TEST(Manual, ThePageOfExplainHoldsTheOptionsOfItsVerbs) {
  const TemporaryFolder folder;
  ASSERT_EQ(run_command("rwave-learn --write-manual '" + folder.path().string() + "'").status, 0);
  const std::string reference = manual_text(folder / "reference/explain.md");
  EXPECT_THAT(reference, HasSubstr("### layers"));
  EXPECT_THAT(reference, HasSubstr("rwave explain layers [OPTIONS] MODEL"));
  const std::string page = manual_text(folder / "man1/rwave-explain.1");
  EXPECT_THAT(page, HasSubstr(".SS layers"));
  for (const std::string option : {"layer", "row", "perplexity", "output"}) {
    EXPECT_THAT(reference, HasSubstr("--" + option));
    EXPECT_THAT(page, HasSubstr("\\-\\-" + option));
  }
}
#endif

// docs/reference is what the program writes of its options; tools/reference writes it again.
TEST(Manual, TheReferencePagesInDocsAreCurrent) {
  const TemporaryFolder folder;
#ifdef RWAVE_LEARN
  // First, as the program's own page lists the verbs of both.
  ASSERT_EQ(run_command("rwave-learn --write-manual '" + folder.path().string() + "'").status, 0);
#endif
  ASSERT_EQ(run_command("rwave --write-manual '" + folder.path().string() + "'").status, 0);
  const std::filesystem::path committed = std::filesystem::path(RWAVE_SOURCE_DIR) / "docs/reference";
  int pages = 0;
  for (const auto& page : std::filesystem::directory_iterator(folder / "reference")) {
    const std::string name = page.path().filename().string();
    EXPECT_TRUE(manual_text(page.path()) == manual_text(committed / name))
        << "docs/reference/" << name << " is not what the options are now: run tools/reference";
    ++pages;
  }
  EXPECT_GE(pages, 16);
}

TEST(Manual, AFolderThatCannotBeMadeIsAnError) {
  const TemporaryFolder folder;
  std::ofstream(folder / "file") << "x";
  const CommandResult result = run_command("rwave --write-manual '" + (folder / "file").string() + "'");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("file"));
}

}  // namespace
}  // namespace rwave::testing
