// The shared library shows what exported_symbols.txt lists, no more and no less: what it shows is a promise
// (docs/compatibility.md).
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>

#include "support/support.h"

namespace rwave::testing {
namespace {

std::set<std::string> lines_of(std::istream&& text) {
  std::set<std::string> lines;
  for (std::string line; std::getline(text, line);)
    if (!line.empty()) lines.insert(line);
  return lines;
}

std::string difference(const std::set<std::string>& whole, const std::set<std::string>& part) {
  std::string text;
  for (const std::string& line : whole)
    if (!part.contains(line)) text += "  " + line + "\n";
  return text;
}

TEST(ExportedSymbols, AreThoseOfTheList) {
#if defined(RWAVE_SANITIZED) || defined(RWAVE_COUNTS_LINES)
  GTEST_SKIP() << "sanitizers and counted lines add symbols of their own";
#endif
  const CommandResult shown =
      run_command("nm -DC --defined-only '" RWAVE_LIBRARY "' | sed 's/^[0-9a-f]* . //; s/@@.*//' | sort -u");
  ASSERT_EQ(shown.status, 0) << shown.err;
  const auto found = lines_of(std::istringstream(shown.out));
  const auto listed = lines_of(std::ifstream(RWAVE_SOURCE_DIR "/tests/library/exported_symbols.txt"));
  ASSERT_GT(found.size(), 50U);
  const std::string added = difference(found, listed), removed = difference(listed, found);
  EXPECT_EQ(added + removed, "")
      << "added:\n"
      << added << "removed:\n"
      << removed
      << "Where this is meant: tools/exported_symbols writes the list again; a symbol "
         "removed is a new MINOR (docs/compatibility.md).";
}

}  // namespace
}  // namespace rwave::testing
