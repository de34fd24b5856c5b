#pragma once
// The colours of the beat classes: the same in the terminal, in figures and on pages.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace rwave {

// sRGB, 8 bits each.
struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;

  bool operator==(const Colour&) const = default;
};

// N blue, S orange, V vermillion, F reddish purple: from Okabe and Ito, "Color Universal Design" (2008),
// chosen there to be told apart with any kind of colour vision. Q dark grey: it is no finding. Their
// lightness (CIE L*: Q 39, N 46, V 54, F 61, S 71) sets them apart in black-and-white print too. Set 1 and
// the like were refused: their red and green are one colour to one man in twelve.
inline constexpr std::array<Colour, 5> class_palette = {{
    {0x00, 0x72, 0xB2},  // N
    {0xE6, 0x9F, 0x00},  // S
    {0xD5, 0x5E, 0x00},  // V
    {0xCC, 0x79, 0xA7},  // F
    {0x5C, 0x5C, 0x5C},  // Q
}};

// The colour of a class by its name; "normal" is N's and "abnormal" V's. Other names take the palette's
// colours in turn.
Colour class_colour(std::string_view name, std::size_t index);

// "#0072B2".
std::string hex(Colour colour);

// What a terminal can show.
enum class ColourDepth { none, ansi256, truecolor };

// The depth for a file descriptor (1 = standard output): none where it is no terminal, where NO_COLOR is set
// and not empty (no-color.org), or TERM is "dumb" or unset; truecolor where COLORTERM says so; else 256
// colours.
ColourDepth colour_depth(int descriptor);

// The same from what was found, for tests and other sources. Absent variables are empty.
ColourDepth colour_depth(bool terminal, std::string_view no_color, std::string_view term,
                         std::string_view colorterm);

// `text` in a colour, followed by a reset; as it is where the depth is none.
std::string painted(std::string_view text, Colour colour, ColourDepth depth);

}  // namespace rwave
