// Pages: everything escaped, nothing from outside, pictures that do not disturb each other.
#include "figures/page/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "base/output_file.h"
#include "figures/page/html.h"
#include "figures/page/inline_svg.h"
#include "figures/picture.h"
#include "rwave/error.h"
#include "support/support.h"

namespace rwave {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* head =
    "<?xml version=\"1.0\"?>\n<svg width='30' height='20' xmlns='http://www.w3.org/2000/svg'>";

std::string refusal(const std::string& inside) {
  try {
    inline_svg(head + inside + "</svg>", "p-", "label", "x.svg");
  } catch (const Error& fault) {
    return fault.what();
  }
  return "taken";
}

TEST(HtmlText, IsEscaped) {
  EXPECT_EQ(html_text("<a href=\"x\">&'"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
  EXPECT_EQ(html_text("a\x01\x7f\xff µ"), "a  \xEF\xBF\xBD µ") << "no control characters, no broken UTF-8";
  EXPECT_EQ(html_prose("run `a<b` now"), "run <code>a&lt;b</code> now");
  EXPECT_EQ(html_prose("an open `code"), "an open <code>code</code>");
  EXPECT_EQ(html_id("Figure 1: S/V "), "figure-1-s-v");
  EXPECT_EQ(html_link("tables/a b\".csv"), "tables/a%20b%22.csv");
}

// The vectors of RFC 4648, section 10.
TEST(Base64, IsThatOfTheStandard) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

TEST(InlineSvg, IdsAndTheirUsesAreOnesOwn) {
  const std::string picture = inline_svg(std::string(head) +
                                             "<!-- note --><title>note</title><clipPath id=\"c\"/><use "
                                             "xlink:href='#c'/><g clip-path = \"url(#c)\"/>"
                                             "<text>a &lt; b</text></svg>",
                                         "f1-", "what it \"shows\"", "x.svg");
  EXPECT_THAT(picture,
              ::testing::StartsWith(
                  "<svg role=\"img\" aria-label=\"what it &quot;shows&quot;\" style=\"max-width:30px\""));
  EXPECT_THAT(picture, HasSubstr("id=\"f1-c\""));
  EXPECT_THAT(picture, HasSubstr("xlink:href='#f1-c'"));
  EXPECT_THAT(picture, HasSubstr("url(#f1-c)"));
  EXPECT_THAT(picture, HasSubstr("<text>a &lt; b</text></svg>"));
  EXPECT_THAT(picture, Not(HasSubstr("note")));
  EXPECT_THAT(picture, Not(HasSubstr("<?xml")));
}

TEST(InlineSvg, WhatReachesOutIsRefused) {
  EXPECT_THAT(refusal("<script>x</script>"), HasSubstr("x.svg: offset "));
  EXPECT_THAT(refusal("<SCRIPT>x</SCRIPT>"), HasSubstr("a <SCRIPT> element"));
  EXPECT_THAT(refusal("<image href='http://a/b.png'/>"), HasSubstr("a reference out of the picture"));
  EXPECT_THAT(refusal("<style>@import 'a'</style>"), HasSubstr("a <style> element"));
  EXPECT_THAT(refusal("<g onload='x()'/>"), HasSubstr("an event handler, onload"));
  EXPECT_THAT(refusal("<use href='other.svg#a'/>"), HasSubstr("a reference out of the picture"));
  EXPECT_THAT(refusal("<g fill='url(http://a/b)'/>"), HasSubstr("a reference out of the picture"));
  EXPECT_THAT(refusal("<g fill='javascript:x'/>"), HasSubstr("a script in fill"));
  EXPECT_THAT(refusal("<g a=b/>"), HasSubstr("a value without quotes"));
  EXPECT_THAT(refusal("<g a='b"), HasSubstr("a quote is not closed"));
  EXPECT_EQ(refusal("<g a='b'/>"), "taken");
}

class PageTest : public ::testing::Test {
 protected:
  PageTest() : page_(folder_ / "report", "A <title>", "quick: smaller budgets") {
    write_file(folder_ / "a.svg", std::string(head) + "<g id='x'/></svg>");
    write_file(folder_ / "a.png", "not looked at");
    write_file(folder_ / "a.csv", "n\n1\n");
  }

  const testing::TemporaryFolder folder_;
  Page page_;
};

TEST_F(PageTest, NeedsNothingFromOutside) {
  page_.section("Data & more");
  page_.figure({folder_ / "a", "first", "A figure.", {"rwave train -o 'a b'", "1"}, folder_ / "a.csv"});
  page_.table({"counts", "A table.", {"class", "rows"}, {{"<N>", "1"}}, {}, 1});
  const std::string html = read_file(page_.write());
  EXPECT_EQ(testing::occurrences(html, "<script"), 0);
  EXPECT_EQ(testing::occurrences(html, "<link"), 0);
  // Whatever is fetched or followed is a part of the page, data in it, or a file next to it that is there.
  const std::regex target("(?:src|href)=[\"']([^\"']*)[\"']");
  int files = 0;
  for (std::sregex_iterator at(html.begin(), html.end(), target), end; at != end; ++at) {
    const std::string to = (*at)[1];
    if (to.starts_with("#") || to.starts_with("data:")) continue;
    EXPECT_TRUE(fs::is_regular_file(folder_ / "report" / to)) << to;
    ++files;
  }
  EXPECT_EQ(files, 4) << "SVG, PNG and CSV of the figure, CSV of the table";
  EXPECT_EQ(read_file(folder_ / "report" / "tables" / "counts.csv"), "class,rows\n<N>,1\n");
}

TEST_F(PageTest, EveryTextIsEscapedAndEveryFigureSaysItsBudget) {
  page_.section("S < V");
  page_.figure({folder_ / "a", "first", "N & S.", {"rwave x '<y>'", "1 to 5"}, {}});
  page_.figure({folder_ / "a", "second", "Again.", {}, {}});
  page_.table({"t", "T.", {"a"}, {{"`code` & more"}}, {"rwave y", ""}, 1});
  page_.verdict(Verdict::not_reached, "97 < 98");
  page_.not_run("Transfer", "not run", "rwave transfer '<'");
  const std::string html = page_.html();
  EXPECT_THAT(html, HasSubstr("<title>A &lt;title&gt;</title>"));
  EXPECT_THAT(html, HasSubstr("<a href=\"#section-1\">S &lt; V</a>"));
  EXPECT_THAT(html, HasSubstr("<h2 id=\"section-1\">1. S &lt; V</h2>"));
  EXPECT_THAT(html, HasSubstr("<code>rwave x &#39;&lt;y&gt;&#39;</code> Seed 1 to 5."));
  EXPECT_THAT(html, HasSubstr("<td><code>code</code> &amp; more</td>"));
  EXPECT_THAT(html, HasSubstr("<b>Not reached.</b> 97 &lt; 98"));
  EXPECT_THAT(html, HasSubstr("Command: <code>rwave transfer &#39;&lt;&#39;</code>"));
  EXPECT_EQ(testing::occurrences(html, "<b>quick: smaller budgets</b>"), 3) << "two figures and a table";
  EXPECT_THAT(html, HasSubstr("id='f1-x'"));
  EXPECT_THAT(html, HasSubstr("id='f2-x'"));
}

TEST_F(PageTest, AFigureThatIsNotThereIsSaidSo) {
  page_.figure({folder_ / "absent", "a", "The figure.", {"rwave z", ""}, {}});
  EXPECT_THAT(page_.html(),
              HasSubstr("The figure: there is no picture of it<br>Command: <code>rwave z</code>"));
}

TEST_F(PageTest, AVeryLargePictureStandsThereAsPng) {
  write_file(folder_ / "a.svg", std::string(head) + std::string(500'000, ' ') + "</svg>");
  page_.figure({folder_ / "a", "first", "Points.", {}, {}});
  EXPECT_THAT(page_.html(), HasSubstr("src=\"data:image/png;base64," + base64("not looked at") + "\""));
}

TEST_F(PageTest, APictureThatCannotStandThereIsLinkedOnly) {
  write_file(folder_ / "a.svg", std::string(head) + "<script>1</script></svg>");
  page_.figure({folder_ / "a", "first", "Hostile.", {}, {}});
  EXPECT_THAT(page_.html(), Not(HasSubstr("<script")));
  EXPECT_THAT(page_.html(), HasSubstr("a &lt;script&gt; element: not put on the page"));
}

}  // namespace
}  // namespace rwave
