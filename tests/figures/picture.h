#pragma once
// What the tests look for in pictures.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace rwave::testing {

// How often `part` occurs in `text`.
inline int occurrences(std::string_view text, std::string_view part) {
  int count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size()))
    ++count;
  return count;
}

// The base line of the lowest text of gnuplot's SVG, in points from the top: text stands in groups that are
// moved to their place ("translate(470.00,403.96)").
inline double lowest_text(std::string_view svg) {
  constexpr std::string_view move = "<g transform=\"translate(";
  double lowest = 0;
  for (std::size_t at = svg.find(move); at != std::string_view::npos; at = svg.find(move, at + move.size())) {
    const std::size_t comma = svg.find(',', at);
    lowest = std::max(lowest, std::stod(std::string(svg.substr(comma + 1, 10))));
  }
  return lowest;
}

struct PixelSize {
  std::uint32_t width = 0;
  std::uint32_t height = 0;

  bool operator==(const PixelSize&) const = default;
};

// The size that a PNG file's IHDR chunk states (PNG specification, section 11.2.2): big-endian, from byte 16.
inline PixelSize png_size(std::string_view png) {
  const auto number = [&](std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(png.at(at + i));
    return value;
  };
  return {number(16), number(20)};
}

}  // namespace rwave::testing

#define RWAVE_NEED_GNUPLOT() \
  if (!::rwave::have_gnuplot()) GTEST_SKIP() << "no gnuplot on PATH: apt-get install gnuplot-nox"
