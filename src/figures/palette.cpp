#include "figures/palette.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

namespace rwave {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : std::string_view{value};
}

// The nearest step of xterm's 6 x 6 x 6 cube, whose levels are 0, 95, 135, 175, 215, 255.
int cube_step(std::uint8_t level) {
  if (level < 48) return 0;
  if (level < 115) return 1;
  return (level - 35) / 40;
}

// xterm's number of the nearest colour: greys from the ramp 232..255 (8, 18, ... 238), all others from the
// cube.
int xterm_256(Colour colour) {
  if (colour.red == colour.green && colour.green == colour.blue && colour.red >= 8 && colour.red <= 238) {
    return 232 + (colour.red - 8 + 5) / 10;
  }
  return 16 + 36 * cube_step(colour.red) + 6 * cube_step(colour.green) + cube_step(colour.blue);
}

}  // namespace

// By the class's name and not by its place: N is blue in every figure, whatever classes a set has.
Colour class_colour(std::string_view name, std::size_t index) {
  constexpr std::string_view names = "NSVFQ";
  if (name.size() == 1 && names.find(name) != std::string_view::npos)
    return class_palette.at(names.find(name));
  if (name == "normal") return class_palette[0];
  if (name == "abnormal") return class_palette[2];
  return class_palette.at(index % class_palette.size());
}

std::string hex(Colour colour) {
  return fmt::format("#{:02X}{:02X}{:02X}", colour.red, colour.green, colour.blue);
}

ColourDepth colour_depth(int descriptor) {
  return colour_depth(::isatty(descriptor) == 1, environment("NO_COLOR"), environment("TERM"),
                      environment("COLORTERM"));
}

ColourDepth colour_depth(bool terminal, std::string_view no_color, std::string_view term,
                         std::string_view colorterm) {
  // no-color.org's rule: any value of NO_COLOR, even 0, turns colours off.
  if (!terminal || !no_color.empty() || term.empty() || term == "dumb") return ColourDepth::none;
  return colorterm == "truecolor" || colorterm == "24bit" ? ColourDepth::truecolor : ColourDepth::ansi256;
}

std::string painted(std::string_view text, Colour colour, ColourDepth depth) {
  switch (depth) {
    case ColourDepth::truecolor:
      return fmt::format("\x1b[38;2;{};{};{}m{}\x1b[0m", colour.red, colour.green, colour.blue, text);
    case ColourDepth::ansi256:
      return fmt::format("\x1b[38;5;{}m{}\x1b[0m", xterm_256(colour), text);
    case ColourDepth::none:
      break;
  }
  return std::string(text);
}

}  // namespace rwave
