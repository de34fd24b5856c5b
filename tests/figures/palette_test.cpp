#include "figures/palette.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace rwave {
namespace {

using Triple = std::array<double, 3>;
using Matrix = std::array<Triple, 3>;

Triple linear_rgb(Colour colour) {
  const auto linear = [](std::uint8_t level) {
    const double c = level / 255.0;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  };
  return {linear(colour.red), linear(colour.green), linear(colour.blue)};
}

// CIE L*a*b* (D65) of linear sRGB.
Triple lab(const Triple& rgb) {
  const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
  const double x = f((0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]) / 0.95047);
  const double y = f(0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]);
  const double z = f((0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2]) / 1.08883);
  return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

Triple seen_through(const Matrix& eye, const Triple& rgb) {
  Triple seen{};
  for (std::size_t i = 0; i < 3; ++i) {
    seen.at(i) = std::clamp(eye.at(i)[0] * rgb[0] + eye.at(i)[1] * rgb[1] + eye.at(i)[2] * rgb[2], 0.0, 1.0);
  }
  return seen;
}

double least_difference(const Matrix& eye) {
  double least = 1000;
  for (std::size_t a = 0; a < class_palette.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      const Triple one = lab(seen_through(eye, linear_rgb(class_palette.at(a))));
      const Triple other = lab(seen_through(eye, linear_rgb(class_palette.at(b))));
      least = std::min(least, std::hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]));
    }
  }
  return least;
}

TEST(Palette, IsToldApartWithEveryKindOfColourVision) {
  // Machado, Oliveira, Fernandes 2009, severity 1.0. A difference (CIE76) of 2.3 is just noticeable; adjacent
  // marks of a figure want several times that.
  const Matrix normal = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  const Matrix protan = {
      {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};
  const Matrix deutan = {
      {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}};
  const Matrix tritan = {
      {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}};
  EXPECT_GT(least_difference(normal), 30);
  EXPECT_GT(least_difference(protan), 15);
  EXPECT_GT(least_difference(deutan), 15);
  EXPECT_GT(least_difference(tritan), 15);
}

TEST(Palette, IsToldApartInBlackAndWhitePrint) {
  std::array<double, class_palette.size()> lightness{};
  for (std::size_t i = 0; i < lightness.size(); ++i)
    lightness.at(i) = lab(linear_rgb(class_palette.at(i)))[0];
  std::sort(lightness.begin(), lightness.end());
  for (std::size_t i = 1; i < lightness.size(); ++i) EXPECT_GT(lightness.at(i) - lightness.at(i - 1), 6) << i;
}

TEST(ClassColour, GoesByNameWhateverTheIndex) {
  EXPECT_EQ(hex(class_colour("V", 0)), "#D55E00");
  EXPECT_EQ(hex(class_colour("N", 3)), "#0072B2");
  EXPECT_EQ(class_colour("normal", 0), class_colour("N", 0));
  EXPECT_EQ(class_colour("abnormal", 1), class_colour("V", 2));
  EXPECT_EQ(class_colour("MI", 6), class_palette[1]);
}

TEST(ColourDepth, IsNoneWhereColourIsUnwantedOrUnknown) {
  EXPECT_EQ(colour_depth(true, "", "xterm-256color", ""), ColourDepth::ansi256);
  EXPECT_EQ(colour_depth(true, "", "xterm-256color", "truecolor"), ColourDepth::truecolor);
  EXPECT_EQ(colour_depth(true, "", "xterm", "24bit"), ColourDepth::truecolor);
  EXPECT_EQ(colour_depth(false, "", "xterm-256color", "truecolor"), ColourDepth::none);
  EXPECT_EQ(colour_depth(true, "1", "xterm-256color", "truecolor"), ColourDepth::none);
  EXPECT_EQ(colour_depth(true, "", "dumb", "truecolor"), ColourDepth::none);
  EXPECT_EQ(colour_depth(true, "", "", ""), ColourDepth::none);
}

TEST(Painted, WrapsTextInTheCodesOfItsDepth) {
  const Colour vermillion = class_palette[2];
  EXPECT_EQ(painted("V", vermillion, ColourDepth::none), "V");
  EXPECT_EQ(painted("V", vermillion, ColourDepth::truecolor), "\x1b[38;2;213;94;0mV\x1b[0m");
  EXPECT_EQ(painted("V", vermillion, ColourDepth::ansi256), "\x1b[38;5;166mV\x1b[0m");  // xterm 166: #d75f00
  EXPECT_EQ(painted("Q", class_palette[4], ColourDepth::ansi256),
            "\x1b[38;5;240mQ\x1b[0m");  // xterm 240: #585858
}

}  // namespace
}  // namespace rwave
