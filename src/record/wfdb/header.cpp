#include "record/wfdb/header.h"

#include <fmt/format.h>

#include <algorithm>

#include "record/byte_source.h"
#include "record/text.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// The largest public multi-segment headers have some ten thousand lines, a few hundred kilobytes.
constexpr std::int64_t header_bytes_limit = 16 << 20;

// The lines of a header that are neither blank nor comments, with their numbers.
class HeaderLines {
 public:
  HeaderLines(std::string_view text, std::string file) : rest_(text), file_(std::move(file)) {}

  // The next line, or nothing at the end. Comments met on the way are kept, without their '#'.
  // Comments may stand between any two lines, not only at the end, so every call collects those
  // that it passes.
  std::optional<std::string_view> next(std::vector<std::string>& comments) {
    while (!rest_.empty()) {
      const std::string_view line = take_line(rest_);
      ++number_;
      const std::string_view content = trim(line);
      if (content.empty()) continue;
      if (content[0] != '#') return line;
      comments.emplace_back(trim(content.substr(1)));
    }
    return std::nullopt;
  }

  std::int64_t number() const { return number_; }
  Error fault(std::string_view message) const { return Error::at_line(file_, number_, message); }

  // How many lines next() has left to give.
  std::int64_t left() const {
    HeaderLines ahead = *this;
    std::vector<std::string> comments;
    std::int64_t count = 0;
    while (ahead.next(comments)) ++count;
    return count;
  }

 private:
  std::string_view rest_;
  std::string file_;
  std::int64_t number_ = 0;
};

// FREQUENCY[/COUNTER[(BASE)]]. The counter only labels time on paper and tape; it is checked and not kept.
double parse_rate(std::string_view token, const HeaderLines& lines) {
  std::string_view counter = token;
  std::string_view number = take_until(counter, '/');
  // header(5) has a bare number here. Some writers add the unit; refusing their files over it would
  // help nobody.
  for (const std::string_view unit : {"Hz", "hz", "HZ"})
    if (number.ends_with(unit)) number.remove_suffix(unit.size());
  const auto rate = parse_real(number);
  if (!rate || *rate <= 0) {
    throw lines.fault(fmt::format("'{}' is not a sampling rate: a number of Hz above 0 was expected", token));
  }
  // Before anything is read at this rate.
  if (*rate > most_hertz)
    throw lines.fault(fmt::format("states a sampling rate of {:g} Hz, which no recorder has", *rate));
  // The rate alone is of use to us. The rest is still parsed: a damaged field often means a shifted
  // line, and then the rate may be wrong too.
  if (counter.empty()) return *rate;
  std::string_view base = counter;
  const auto counter_rate = parse_real(take_until(base, '('));
  if (!base.empty() && base.back() == ')') base.remove_suffix(1);
  if (!counter_rate || (!base.empty() && !parse_real(base))) {
    throw lines.fault(fmt::format("'{}' is not a counter frequency, as in 360/72(0)", token));
  }
  return *rate;
}

// [FRAMES [TIME [DATE]]], the end of the record line.
void parse_length_and_start(std::string_view rest, const HeaderLines& lines, WfdbHeader& header) {
  if (const auto word = take_word(rest); !word.empty()) {
    const auto frames = parse_integer(word);
    if (!frames || *frames < 0 || *frames > most_frames) {
      throw lines.fault(fmt::format("'{}' is not a number of samples between 0 and {}", word, most_frames));
    }
    if (*frames > 0) header.frames = *frames;  // 0 means not stated
  }
  // Time and date are of use to people only. Writers put them in every form and order ("05-May-2020 09:49:17"
  // of the Challenge records of 2020 and 2021), so they are kept as they stand.
  header.start = printable_utf8(trim(rest));
}

// How many lines a record line says come behind it: segments where it states them, else signals.
std::optional<std::int64_t> stated_lines(std::string_view record_line) {
  std::string_view segments = take_word(record_line);
  const bool several = segments.find('/') != std::string_view::npos;
  take_until(segments, '/');
  return parse_integer(several ? segments : take_word(record_line));
}

// WFDB knows no blanks in names, people's files have them: "Holter 1 2 360" is record "Holter 1" of two
// signals where its header is called so, and not record "Holter" of one signal at 2 Hz. But "100 2 250" in a
// copy called "100 2" is record "100" of two signals: what would be the count there is its rate, and as many
// lines do not come.
bool has_name_with_blank(std::string_view line, const std::string& name, const HeaderLines& lines) {
  if (name.find(' ') == std::string::npos || !line.starts_with(name) || line.size() == name.size() ||
      (line[name.size()] != ' ' && line[name.size()] != '\t' && line[name.size()] != '/'))
    return false;
  const auto with_blank = stated_lines(line.substr(name.rfind(' ') + 1)), plain = stated_lines(line);
  return with_blank && (*with_blank <= lines.left() || !plain || *plain > lines.left());
}

// NAME[/SEGMENTS] SIGNALS [RATE [FRAMES [TIME [DATE]]]]. Returns the number of segments, 0 for a plain
// record.
std::int64_t parse_record_line(std::string_view line, const HeaderLines& lines, WfdbHeader& header) {
  if (has_name_with_blank(line, header.name, lines)) {
    line.remove_prefix(header.name.rfind(' ') + 1);
    header.stated_name = header.name;
  }
  std::string_view segments = take_word(line);
  // Whether there is a '/' decides, not the count behind it: "100/" must not pass for a plain
  // record.
  const bool several = segments.find('/') != std::string_view::npos;
  if (const std::string_view name = take_until(segments, '/'); header.stated_name.empty())
    header.stated_name = name;
  const auto segment_count = several ? parse_integer(segments) : 0;
  if (!segment_count || *segment_count < 0 || (several && *segment_count == 0)) {
    throw lines.fault(fmt::format("'{}' is not a number of segments above 0", segments));
  }
  const auto word = take_word(line);
  const auto signals = parse_integer(word);
  // No signals is allowed: headers that only go with annotations have none.
  if (!signals || *signals < 0 || *signals > std::numeric_limits<int>::max()) {
    throw lines.fault(
        fmt::format("'{}' is not a number of signals: NAME SIGNALS [RATE [SAMPLES]] was expected", word));
  }
  header.signal_count = static_cast<int>(*signals);
  if (const auto rate = take_word(line); !rate.empty())
    header.rate = parse_rate(rate, lines);
  else if (header.signal_count > 0)
    header.warnings.push_back(
        fmt::format("line {} states no sampling rate: {:g} Hz, WFDB's default, are assumed", lines.number(),
                    header.rate));
  parse_length_and_start(line, lines, header);
  return *segment_count;
}

SegmentLine parse_segment_line(std::string_view text, const HeaderLines& lines) {
  SegmentLine segment;
  segment.line = lines.number();
  segment.record = take_word(text);
  // A name with a path could make a header that somebody sent read any file of this machine.
  if (!is_plain_name(segment.record)) {
    throw lines.fault(fmt::format(
        "segment '{}' lies outside the header's folder: a plain record name was expected", segment.record));
  }
  const auto word = take_word(text);
  const auto frames = parse_integer(word);
  if (!frames || *frames < 0 || *frames > most_frames) {
    throw lines.fault(fmt::format("'{}' is not a segment's number of samples", word));
  }
  segment.frames = *frames;
  return segment;
}

// Header of a multi-segment record: the lengths must add up to the record line's.
void parse_segments(std::int64_t count, HeaderLines& lines, WfdbHeader& header) {
  std::int64_t total = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto line = lines.next(header.comments);
    if (!line)
      throw lines.fault(fmt::format("the record line states {} segments, the header lists {}", count, i));
    header.segments.push_back(parse_segment_line(*line, lines));
    if (header.segments.back().record == header.name) throw lines.fault("a record cannot be its own segment");
    total += header.segments.back().frames;
    if (total > most_frames)
      throw lines.fault(fmt::format("the segments add up to more than {} samples", most_frames));
  }
  if (header.frames && *header.frames != total) {
    throw lines.fault(
        fmt::format("the record line states {} samples, the segments add up to {}", *header.frames, total));
  }
  header.frames = total;
}

// A line behind the last signal that the record line counts. Readers pass it over; but where it names the
// file of the signal before, that file may hold more signals a frame than were counted, and every sample
// would be taken for another lead's.
void take_uncounted_signal(std::string_view line, const HeaderLines& lines, const std::string& file,
                           WfdbHeader& header) {
  try {
    SignalLine signal = parse_signal_line(line, file, lines.number());
    const SignalLine& last = header.signals.back();
    if (signal.file != last.file || signal.info.format == 0 || last.info.format == 0) return;
    if (signal.info.name.empty()) signal.info.name = fmt::format("signal {}", header.signals.size());
    header.signals.push_back(std::move(signal));
  } catch (const Error&) {
    // No signal line: text without a meaning.
  }
}

}  // namespace

bool is_plain_name(std::string_view name) {
  if (name.empty() || name == "." || name == "..") return false;
  return std::ranges::none_of(name, [](char c) {
    return c == '/' || c == '\\' || (static_cast<unsigned char>(c) < 0x20) || c == 0x7f;
  });
}

WfdbHeader parse_header(std::string_view text, const std::string& file) {
  WfdbHeader header;
  header.name = std::filesystem::path(file).stem().string();
  HeaderLines lines(text, file);
  const auto record_line = lines.next(header.comments);
  if (!record_line) throw Error(file, "no record line: NAME SIGNALS [RATE [SAMPLES]] was expected");
  const std::int64_t segments = parse_record_line(*record_line, lines, header);
  if (segments > 0) {
    parse_segments(segments, lines, header);
  } else {
    for (int i = 0; i < header.signal_count; ++i) {
      const auto line = lines.next(header.comments);
      if (!line) {
        throw lines.fault(
            fmt::format("the record line states {} signals, the header lists {}", header.signal_count, i));
      }
      header.signals.push_back(parse_signal_line(*line, file, lines.number()));
      if (header.signals.back().info.name.empty())
        header.signals.back().info.name = fmt::format("signal {}", i);
    }
  }
  // What follows is comments; other lines have no meaning and are passed over, as the reference reader does.
  while (const auto line = lines.next(header.comments))
    if (!header.signals.empty()) take_uncounted_signal(*line, lines, file, header);
  return header;
}

WfdbHeader read_header(const std::filesystem::path& file) {
  return parse_header(read_small_file(file, header_bytes_limit), file.string());
}

}  // namespace rwave
