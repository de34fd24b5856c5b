#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "record/annotation_format.h"
#include "record/byte_source.h"
#include "record/formats.h"
#include "record/text.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// The largest public files, of day-long recordings, hold a few megabytes; they are read whole.
constexpr std::int64_t annotation_bytes_limit = std::int64_t{1} << 30;

// Times are kept well within 64 bits, so that no sum of SKIPs overflows.
constexpr std::int64_t greatest_time = std::int64_t{1} << 60;

constexpr std::uint8_t note = 22;

class AnnotationReader {
 public:
  AnnotationReader(std::span<const std::uint8_t> bytes, const std::string& file)
      : bytes_(bytes), file_(file) {}

  // `offsets` receives where each label stands in the file; `ending` what is wrong with its end: a file that
  // ends between or within words, as a writer that was stopped leaves it, still has the labels before.
  std::vector<Annotation> read(std::vector<std::int64_t>& offsets, std::string& ending) {
    std::vector<Annotation> found;
    while (true) {
      if (left() < 2) {
        if (found.empty()) throw fault(0, "the file ends here, without the word 0 that ends annotations");
        ending = fmt::format("offset {}: the file ends without the word 0 that ends annotations", at_);
        return found;
      }
      const unsigned word = take_16();
      if (word == 0) {
        check_rest(ending);
        return found;
      }
      const unsigned type = word >> 10;
      // annot(5): six bits of type, ten of the distance in samples or of the modifier's value.
      const unsigned value = word & greatest_value;
      if (type == skip_word && left() < 4) {
        ending = fmt::format("offset {}: the file ends within the time of an annotation", at_);
        return found;
      }
      if (type == text_word && !found.empty() && left() < value + value % 2) {
        ending = fmt::format("offset {}: the file ends within a text of {} bytes", at_, value);
        return found;
      }
      if (type == skip_word) {
        add_time(take_skip());
      } else if (type <= greatest_label) {
        add_time(value);
        offsets.push_back(static_cast<std::int64_t>(at_) - 2);
        found.push_back({.sample = time_,
                         .code = static_cast<std::uint8_t>(type),
                         .subtype = 0,
                         // CHN and NUM hold from the label where they stand until they change; SUB
                         // and AUX belong to one label.
                         .channel = channel_,
                         .number = number_,
                         .text = {}});
      } else if (type < skip_word) {
        throw fault(-2, fmt::format("{} is not an annotation type (0 to 49, 59 to 63)", type));
      } else if (found.empty()) {
        throw fault(-2, "a label was expected before what modifies it; this is not a WFDB annotation file");
      } else {
        modify(found.back(), type, value);
      }
    }
  }

 private:
  // What lies behind the word 0 is no annotations: the samples of a signal file end so as soon as two are 0.
  void check_rest(std::string& ending) const {
    const auto rest = bytes_.subspan(at_);
    if (std::ranges::all_of(rest, [](std::uint8_t byte) { return byte == 0; })) return;
    if (rest.size() > at_)
      throw fault(-2, fmt::format("the word 0 ends annotations here, and {} bytes follow: this is not a WFDB "
                                  "annotation file",
                                  rest.size()));
    ending = fmt::format("offset {}: {} bytes follow the word 0 that ends annotations", at_, rest.size());
  }

  Error fault(std::int64_t shift, std::string_view message) const {
    return Error::at_offset(file_, static_cast<std::int64_t>(at_) + shift, message);
  }

  std::size_t left() const { return bytes_.size() - at_; }

  unsigned take_16() {
    at_ += 2;
    return bytes_[at_ - 2] | static_cast<unsigned>(bytes_[at_ - 1]) << 8;
  }

  // A PDP-11 long: the upper half comes first.
  std::int64_t take_skip() {
    const unsigned high = take_16();
    return static_cast<std::int32_t>(high << 16 | take_16());
  }

  void add_time(std::int64_t samples) {
    time_ += samples;
    if (std::abs(time_) > greatest_time) throw fault(-2, "the times add up to more than 2^60 samples");
  }

  void modify(Annotation& label, unsigned type, unsigned value) {
    // Writers differ in how many of the ten bits they use; the fields are 8 bits wide, and so they are read.
    const auto low = static_cast<std::uint8_t>(value);
    if (type == number_word) {
      label.number = number_ = static_cast<std::int8_t>(low);
    } else if (type == subtype_word) {
      label.subtype = static_cast<std::int8_t>(low);
    } else if (type == channel_word) {
      label.channel = channel_ = low;
    } else {
      take_text(label, value);
    }
  }

  void take_text(Annotation& label, unsigned length) {
    const std::size_t padded = length + length % 2;
    // The AUX text is padded to whole words, and some writers count a final NUL as a part of it.
    label.text.assign(reinterpret_cast<const char*>(bytes_.data()) + at_, length);
    label.text.resize(label.text.find_last_not_of('\0') + 1);
    at_ += padded;
  }

  std::span<const std::uint8_t> bytes_;
  const std::string& file_;
  std::size_t at_ = 0;
  std::int64_t time_ = 0;
  std::uint8_t channel_ = 0;
  std::int8_t number_ = 0;
};

// AHA files hold 16-byte records that begin with a zero byte and a letter; as the reference reader does, they
// are told by those two bytes, which no writer of MIT files begins with.
bool looks_like_aha(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view letters = "NVFREPQOU";
  return bytes.size() >= 16 && bytes[0] == 0 &&
         letters.find(static_cast<char>(bytes[1])) != std::string_view::npos;
}

// What rdann prints, a table or JSON: bytes of text read as words give labels by the thousand. A label of MIT
// format has a byte below 32 or above 126 nearly always; L, R, A and paced beats at intervals of 288 to 382
// samples have none, but the word 0 that ends their file is in no text.
bool looks_like_text(std::span<const std::uint8_t> bytes) {
  constexpr std::size_t telling_bytes = 32;
  return bytes.size() >= telling_bytes &&
         std::ranges::all_of(
             bytes.first(telling_bytes),
             [](std::uint8_t c) { return (c >= 0x20 && c < 0x7f) || c == '\t' || c == '\n' || c == '\r'; }) &&
         std::ranges::find(bytes, 0) == bytes.end();
}

// Notes at time 0 that begin a file: type definitions, from "## annotation type definitions" to "## end of
// definitions", and "## time resolution: HZ", which is returned. Number of such notes in `count`.
std::optional<double> read_leading_notes(std::span<const Annotation> labels, const std::string& file,
                                         std::size_t& count) {
  std::optional<double> resolution;
  bool in_definitions = false;
  for (count = 0; count < labels.size(); ++count) {
    const Annotation& label = labels[count];
    if (label.sample != 0 || label.code != note) break;
    std::string_view text = label.text;
    constexpr std::string_view resolution_note = "## time resolution:";
    if (text == "## annotation type definitions") {
      in_definitions = true;
    } else if (text == "## end of definitions") {
      in_definitions = false;
    } else if (text.starts_with(resolution_note)) {
      resolution = parse_real(trim(text.substr(resolution_note.size())));
      if (!resolution || *resolution <= 0) {
        throw Error(file, fmt::format("the note '{}' states no rate above 0 Hz", text));
      }
    } else if (!in_definitions) {
      break;
    }
  }
  return resolution;
}

// A file may count time at another rate than the signal's ("## time resolution"). Its samples would
// then point to wrong places of the signal.
void convert_times(std::vector<Annotation>& labels, double resolution, double rate, const std::string& file) {
  if (resolution == rate) return;
  if (rate <= 0) {
    throw Error(
        file, fmt::format("its times count {} a second, which needs the recording's sampling rate to convert",
                          resolution));
  }
  for (Annotation& label : labels) {
    const double sample = std::round(static_cast<double>(label.sample) * (rate / resolution));
    if (std::abs(sample) > static_cast<double>(greatest_time)) {
      throw Error(file, "a time lies more than 2^60 samples from the start");
    }
    label.sample = static_cast<std::int64_t>(sample);
  }
}

// Leaves out the labels before the start and past the end; says of each kind how many and where the first
// stands. `offsets` are the labels' own.
void drop_outside(std::vector<Annotation>& labels, std::span<const std::int64_t> offsets, std::int64_t frames,
                  std::vector<std::string>& warnings) {
  const auto drop = [&](std::string_view where, const auto& is_outside) {
    const auto first = std::ranges::find_if(labels, is_outside, &Annotation::sample);
    const auto count = std::ranges::count_if(labels, is_outside, &Annotation::sample);
    if (count == 0) return;
    warnings.push_back(
        fmt::format("{} annotation{} left out, {}: the first ({}) stands at sample {} (offset {}), the "
                    "recording has samples "
                    "0 to {}",
                    count, count == 1 ? "" : "s", where, symbol_of(first->code), first->sample,
                    offsets[static_cast<std::size_t>(first - labels.begin())], frames - 1));
  };
  drop("before the recording's start", [](std::int64_t sample) { return sample < 0; });
  drop("past the recording's end", [frames](std::int64_t sample) { return sample >= frames; });
  std::erase_if(labels,
                [frames](const Annotation& label) { return label.sample < 0 || label.sample >= frames; });
}

}  // namespace

std::vector<Annotation> parse_annotations(std::span<const std::uint8_t> bytes, const std::string& file,
                                          double rate, std::optional<std::int64_t> frames,
                                          std::vector<std::string>* warnings) {
  if (looks_like_aha(bytes)) {
    throw Error::at_offset(
        file, 0, "AHA annotations are not read: convert the file to MIT format, with WFDB's rdann and wrann");
  }
  if (looks_like_text(bytes)) {
    throw Error::at_offset(
        file, 0,
        "is text, not a WFDB annotation file: annotations in MIT format were expected, as wrann writes them");
  }
  std::vector<std::int64_t> offsets;
  std::string ending;
  std::vector<Annotation> labels = AnnotationReader(bytes, file).read(offsets, ending);
  std::vector<std::string> found;
  if (!ending.empty())
    found.push_back(fmt::format("{}; the {} annotations before it are used", ending, labels.size()));
  std::size_t notes = 0;
  const auto resolution = read_leading_notes(labels, file, notes);
  labels.erase(labels.begin(), labels.begin() + static_cast<std::ptrdiff_t>(notes));
  if (resolution) convert_times(labels, *resolution, rate, file);
  if (frames) drop_outside(labels, std::span(offsets).subspan(notes), *frames, found);
  if (warnings != nullptr) warnings->insert(warnings->end(), found.begin(), found.end());
  return labels;
}

std::vector<Annotation> read_annotations(const std::filesystem::path& file, double rate,
                                         std::optional<std::int64_t> frames,
                                         std::vector<std::string>* warnings) {
  const std::string text = read_small_file(file, annotation_bytes_limit);
  // Bytes of a recording read as words give labels by the hundred.
  const FileHead head{static_cast<std::int64_t>(text.size()), text.substr(0, 8192)};
  for (const Format& format : formats())
    if (format.sniff != nullptr && format.sniff(head))
      throw Error(file.string(),
                  fmt::format("is a recording ({}): WFDB annotations were expected", format.name));
  return parse_annotations({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, file.string(),
                           rate, frames, warnings);
}

}  // namespace rwave
