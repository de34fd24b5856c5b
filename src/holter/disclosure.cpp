#include "holter/disclosure.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "math/median.h"
#include "rwave/error.h"
#include "signal/leads.h"

namespace rwave {
namespace {

// Pixels; a minute a line.
constexpr std::size_t width = 1200, line_height = 22;
constexpr double line_seconds = 60, pixels_per_millivolt = 8;

// PNG by hand over zlib: a picture of four colours needs 60 lines, and libpng would be one more
// library for everybody who packages the program.
void put_big_endian(std::string& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8)
    out.push_back(static_cast<char>(value >> static_cast<unsigned>(shift)));
}

void put_chunk(std::string& png, std::string_view type, std::string_view data) {
  put_big_endian(png, static_cast<std::uint32_t>(data.size()));
  std::string body(type);
  body += data;
  png += body;
  put_big_endian(png, static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(body.data()),
                                                       static_cast<uInt>(body.size()))));
}

// The colour of the trace at a frame: that of an ectopic beat near it. Frames are asked in order, so that one
// place among the beats moves along: a search for each of an hour's million samples would cost more than the
// picture.
class BeatColours {
 public:
  BeatColours(const Holter& holter, std::int64_t first) : beats_(holter.input.beats) {
    reach_ = static_cast<std::int64_t>(0.15 * holter.input.info.rate);
    next_ = static_cast<std::size_t>(
        std::ranges::lower_bound(beats_, first - reach_, {}, &LabelledBeat::sample) - beats_.begin());
  }
  std::uint8_t at(std::int64_t frame) {
    while (next_ < beats_.size() && beats_[next_].sample + reach_ < frame) ++next_;
    if (next_ >= beats_.size() || beats_[next_].sample - reach_ > frame) return 1;
    return beats_[next_].label == 'V' ? 2 : (beats_[next_].label == 'S' ? 3 : 1);
  }

 private:
  const std::vector<LabelledBeat>& beats_;
  std::int64_t reach_;
  std::size_t next_;
};

}  // namespace

// Two bits a pixel: full disclosure of a day is 24 pictures of 1200 x 1320, which so take some 100
// kB each in the page.
std::string four_colour_png(const std::vector<std::uint8_t>& pixels, std::size_t columns, std::size_t rows) {
  std::string raw;
  for (std::size_t y = 0; y < rows; ++y) {
    raw.push_back(0);  // no filter: the picture is lines, not shades
    for (std::size_t x = 0; x < columns; x += 4) {
      unsigned packed = 0;
      for (std::size_t k = 0; k < 4; ++k)
        packed = packed << 2U | (x + k < columns ? pixels[y * columns + x + k] : 0U);
      raw.push_back(static_cast<char>(packed));
    }
  }
  uLongf size = compressBound(raw.size());
  std::string packed(size, '\0');
  if (compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(raw.data()),
                raw.size(), 6) != Z_OK)
    throw Error("a picture of full disclosure could not be packed: too little memory");
  packed.resize(size);
  std::string png("\x89PNG\r\n\x1a\n", 8);
  std::string header;
  put_big_endian(header, static_cast<std::uint32_t>(columns));
  put_big_endian(header, static_cast<std::uint32_t>(rows));
  header += std::string("\x02\x03\x00\x00\x00", 5);  // 2 bits a pixel, palette
  put_chunk(png, "IHDR", header);
  // Ground, trace (grey that stands out from white and from the dark page), and the palette's V and S.
  put_chunk(png, "PLTE", std::string_view("\xFF\xFF\xFF\x6E\x6E\x6E\xD5\x5E\x00\xE6\x9F\x00", 12));
  put_chunk(png, "tRNS", std::string_view("\x00\xFF\xFF\xFF", 4));
  put_chunk(png, "IDAT", packed);
  put_chunk(png, "IEND", "");
  return png;
}

std::string disclosure_png(Recording& recording, int lead, const Holter& holter, std::size_t hour) {
  const RecordingInfo& info = recording.info();
  const SignalInfo& signal = info.signals[static_cast<std::size_t>(lead)];
  const double unit = millivolts_per_unit(signal);
  const double scale = (unit > 0 ? unit : 1) * pixels_per_millivolt;
  const std::int64_t first = first_of_hour(holter, hour);
  const std::int64_t end = std::min(info.frames, first_of_hour(holter, hour + 1));
  // A frame may be longer than a line.
  const auto per_line = std::max<std::int64_t>(1, static_cast<std::int64_t>(line_seconds * info.rate));
  const auto lines = static_cast<std::size_t>((end - first + per_line - 1) / per_line);
  std::vector<std::uint8_t> pixels(width * line_height * lines, 0);
  BeatColours colours(holter, first);
  for (std::size_t line = 0; line < lines; ++line) {
    const std::int64_t begin = first + static_cast<std::int64_t>(line) * per_line;
    const std::int64_t frames = std::min(per_line, end - begin);
    const auto values = recording.read_physical(lead, begin, frames);
    // The line's own level: wander from minute to minute is no finding.
    std::vector<float> some;
    for (std::size_t i = 0; i < values.size(); i += 16)
      if (!std::isnan(values[i])) some.push_back(values[i]);
    const float level = median(some);
    int last_y = -1;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isnan(values[i])) {
        last_y = -1;
        continue;
      }
      const auto x = std::min(static_cast<std::size_t>(static_cast<double>(i) / signal.samples_per_frame /
                                                       static_cast<double>(per_line) * width),
                              width - 1);
      const int y = std::clamp(static_cast<int>(std::lround(line_height * 0.6 - (values[i] - level) * scale)),
                               0, static_cast<int>(line_height) - 1);
      const std::uint8_t colour = colours.at(begin + static_cast<std::int64_t>(i) / signal.samples_per_frame);
      const int from = last_y < 0 ? y : std::min(last_y, y), to = last_y < 0 ? y : std::max(last_y, y);
      for (int row = from; row <= to; ++row) {
        auto& pixel = pixels[(line * line_height + static_cast<std::size_t>(row)) * width + x];
        // Where colours meet, the ectopic one wins: it is what the eye looks for.
        pixel = std::max(pixel, colour);
      }
      last_y = y;
    }
  }
  return four_colour_png(pixels, width, line_height * lines);
}

}  // namespace rwave
