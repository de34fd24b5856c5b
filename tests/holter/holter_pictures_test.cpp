// The page and the pictures of a Holter report.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "holter/disclosure.h"
#include "holter/holter_page.h"
#include "holter/strips.h"
#include "holter_support.h"

namespace rwave {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Holter, PageNeedsNothingButItself) {
  const HolterInput input = input_of("NNNNVNNNNNNNNNNNNNNNN", 0.8, 20);
  Drawn recording(input);
  HolterInput with_signal = input;
  with_signal.has_signal = true;
  with_signal.info = recording.info();
  const Holter holter = make_holter(with_signal, {});
  const std::string page = holter_page(holter, &recording, {0});
  EXPECT_THAT(page, HasSubstr("Holter report: a&lt;b"));
  EXPECT_THAT(page, Not(HasSubstr("a<b")));
  EXPECT_THAT(page, Not(HasSubstr("http")));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, HasSubstr("Single V beat"));
  EXPECT_THAT(page, HasSubstr("data:image/png;base64,"));
  EXPECT_THAT(page, HasSubstr("lang=\"en\""));
}

TEST(Strips, AreToScale) {
  const HolterInput input = input_of("NNNNNNNNNNNNNNN", 0.8, 13);
  Drawn recording(input);
  HolterInput with_signal = input;
  with_signal.info = recording.info();
  const Holter holter = make_holter(with_signal, {});
  const std::string svg = strip_svg(recording, {0}, holter, {"any", 600});
  // 7 s at 25 mm/s; coordinates are mm, so the triangle of 1 mV is 10 mm high, within a quarter of a mm.
  EXPECT_THAT(svg, HasSubstr("width=\"175mm\""));
  EXPECT_THAT(svg, HasSubstr("viewBox=\"0 0 175 "));
  const std::size_t at = svg.find("class=\"ecg\" d=\"M") + 15;
  double low = 1e9, high = -1e9;
  for (std::size_t i = at; svg[i] != '"';) {
    const double x = std::strtod(svg.c_str() + i + 1, nullptr);
    const std::size_t blank = svg.find(' ', i);
    const double y = std::strtod(svg.c_str() + blank, nullptr);
    EXPECT_LE(x, 175);
    low = std::min(low, y);
    high = std::max(high, y);
    i = svg.find_first_of("LM\"", blank);
  }
  EXPECT_NEAR(high - low, 10, 0.25) << svg.substr(at, 200);
}

TEST(Disclosure, PngUnpacksToItsPixels) {
  const std::vector<std::uint8_t> pixels = {0, 1, 2, 3, 1, 3, 3, 3, 3, 0};
  const std::string png = four_colour_png(pixels, 5, 2);
  EXPECT_EQ(png.substr(1, 3), "PNG");
  const std::size_t data = png.find("IDAT") + 4;
  std::vector<Bytef> raw(64);
  uLongf size = raw.size();
  ASSERT_EQ(
      uncompress(raw.data(), &size, reinterpret_cast<const Bytef*>(png.data() + data), png.size() - data),
      Z_OK);
  EXPECT_EQ(std::vector<Bytef>(raw.begin(), raw.begin() + static_cast<std::ptrdiff_t>(size)),
            (std::vector<Bytef>{0, 0x1B, 0x40, 0, 0xFF, 0x00}));
}

}  // namespace
}  // namespace rwave
