// The Holter page in a real browser: headless Chromium, and axe-core's rules for who cannot see or point. Run
// by
// `./test --all` (`tools/deps --browser` installs both); skipped with a word where they are not there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "support/support.h"

namespace rwave::testing {
namespace {

namespace fs = std::filesystem;

constexpr double css_px_per_mm = 96 / 25.4;  // CSS defines it so, on screen and in print

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

class HolterInBrowser : public ::testing::Test {
 protected:
  void SetUp() override {
    if (run_command("command -v chromium").status != 0) GTEST_SKIP() << "no chromium: tools/deps --browser";
    const fs::path file = fs::path(RWAVE_SOURCE_DIR) / "build/browser/node_modules/axe-core/axe.min.js";
    if (!fs::exists(file)) GTEST_SKIP() << "no " << file << ": tools/deps --browser";
    axe_ = text_of(file);
    ASSERT_EQ(run_command("rwave simulate --seconds 300 -o " + (folder_ / "demo").string()).status, 0);
    const CommandResult made = run_command("rwave holter " + (folder_ / "demo").string() + " -o " +
                                           (folder_ / "page.html").string());
    ASSERT_EQ(made.status, 0) << made.err;
    page_ = text_of(folder_ / "page.html");
  }

  // Opens the page with a script at its end, whose result is the text of <pre id="result">; `err` gets the
  // console.
  nlohmann::json run(const std::string& page, const std::string& script, const std::string& options,
                     std::string& err) {
    std::ofstream(folder_ / "tried.html") << replaced(
        page, "</body>", "<pre id=\"result\" hidden></pre><script>" + script + "</script></body>");
    const CommandResult shown = run_command(
        "timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage "
        "--hide-scrollbars "
        "--enable-logging=stderr "
        "--virtual-time-budget=20000 " +
        options + " --dump-dom file://" + (folder_ / "tried.html").string());
    err = shown.err;
    const std::size_t begin = shown.out.find("<pre id=\"result\" hidden=\"\">");
    if (begin == std::string::npos) return {};
    const std::size_t text = shown.out.find('>', begin) + 1, end = shown.out.find("</pre>", text);
    std::string result = shown.out.substr(text, end - text);
    for (const auto& [entity, character] : {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}})
      result = replaced(result, entity, character);
    return nlohmann::json::parse(result, nullptr, false);
  }

  TemporaryFolder folder_;
  std::string axe_, page_;
};

constexpr const char* run_axe =
    "axe.run({exclude: [['#result']]}).then(r => { document.getElementById('result').textContent = "
    "JSON.stringify("
    "r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 120)).join(' | '))); "
    "});";

TEST_F(HolterInBrowser, HasNoFaultThatAxeKnowsInLightAndDark) {
  for (const char* scheme :
       {"--blink-settings=preferredColorScheme=1", "--blink-settings=preferredColorScheme=0"}) {
    SCOPED_TRACE(scheme);
    std::string console;
    const auto violations = run(page_, axe_ + ";" + run_axe, scheme, console);
    ASSERT_TRUE(violations.is_array()) << console.substr(0, 2000);
    EXPECT_EQ(violations, nlohmann::json::array());
    EXPECT_EQ(console.find("CONSOLE"), std::string::npos) << console.substr(console.find("CONSOLE"), 400);
  }
}

// At the printable width of A4, with the print rules on: the strips are 25 mm/s, and nothing is wider than
// the paper (a browser would shrink the page, and with it the grid).
TEST_F(HolterInBrowser, PrintsToScale) {
  const std::string script =
      "const s = [...document.querySelectorAll('svg.strip')].map(e => e.getBoundingClientRect().width);"
      "document.getElementById('result').textContent = JSON.stringify({strips: s, page: "
      "document.documentElement.scrollWidth, "
      "view: document.documentElement.clientWidth});";
  std::string console;
  const auto measured =
      run(replaced(page_, "@media print", "@media all"), script, "--window-size=718,1000", console);
  ASSERT_TRUE(measured.is_object()) << console.substr(0, 2000);
  ASSERT_FALSE(measured["strips"].empty());
  for (const double width : measured["strips"])
    EXPECT_NEAR(width, 175 * css_px_per_mm, 0.01 * 175 * css_px_per_mm);
  EXPECT_LE(measured["page"], measured["view"]);
}

TEST_F(HolterInBrowser, FitsATelephone) {
  std::string console;
  const auto measured = run(
      page_,
      "document.getElementById('result').textContent = JSON.stringify([document.documentElement.scrollWidth, "
      "document.documentElement.clientWidth]);",
      "--window-size=390,800", console);
  ASSERT_TRUE(measured.is_array()) << console.substr(0, 2000);
  EXPECT_LE(measured[0], measured[1]);
}

TEST_F(HolterInBrowser, BecomesAPdf) {
  const CommandResult made = run_command("rwave holter " + (folder_ / "demo").string() + " --pdf -o " +
                                         (folder_ / "page.html").string());
  ASSERT_EQ(made.status, 0) << made.err;
  EXPECT_EQ(text_of(folder_ / "page.pdf").substr(0, 5), "%PDF-");
}

}  // namespace
}  // namespace rwave::testing
