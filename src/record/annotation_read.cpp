#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "record/annotation_format.h"
#include "record/byte_source.h"
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

  // `offsets` receives where each label stands in the file.
  std::vector<Annotation> read(std::vector<std::int64_t>& offsets) {
    std::vector<Annotation> found;
    for (unsigned word = take_16(); word != 0; word = take_16()) {
      const unsigned type = word >> 10;
      const unsigned value = word & greatest_value;
      if (type == skip_word) {
        add_time(take_skip());
      } else if (type <= greatest_label) {
        add_time(value);
        offsets.push_back(static_cast<std::int64_t>(at_) - 2);
        found.push_back({.sample = time_,
                         .code = static_cast<std::uint8_t>(type),
                         .subtype = 0,
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
    return found;
  }

 private:
  Error fault(std::int64_t shift, std::string_view message) const {
    return Error::at_offset(file_, static_cast<std::int64_t>(at_) + shift, message);
  }

  unsigned take_16() {
    if (bytes_.size() - at_ < 2)
      throw fault(0, "the file ends here, without the word 0 that ends annotations");
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
    if (bytes_.size() - at_ < padded) {
      throw fault(0, fmt::format("the file ends within a text of {} bytes", length));
    }
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

bool lies_within(const Annotation& label, std::int64_t frames) {
  return label.sample >= 0 && label.sample < frames;
}

std::string describe_outside(const Annotation& label, std::size_t index, std::int64_t frames) {
  return fmt::format("annotation {} ({}) stands at sample {}, the recording has samples 0 to {}", index + 1,
                     symbol_of(label.code), label.sample, frames - 1);
}

}  // namespace

std::vector<Annotation> parse_annotations(std::span<const std::uint8_t> bytes, const std::string& file,
                                          double rate, std::optional<std::int64_t> frames) {
  if (looks_like_aha(bytes)) {
    throw Error::at_offset(
        file, 0, "AHA annotations are not read: convert the file to MIT format, with WFDB's rdann and wrann");
  }
  std::vector<std::int64_t> offsets;
  std::vector<Annotation> labels = AnnotationReader(bytes, file).read(offsets);
  std::size_t notes = 0;
  const auto resolution = read_leading_notes(labels, file, notes);
  labels.erase(labels.begin(), labels.begin() + static_cast<std::ptrdiff_t>(notes));
  if (resolution) convert_times(labels, *resolution, rate, file);
  for (std::size_t i = 0; frames && i < labels.size(); ++i) {
    if (!lies_within(labels[i], *frames)) {
      throw Error::at_offset(file, offsets[notes + i], describe_outside(labels[i], i, *frames));
    }
  }
  return labels;
}

std::vector<Annotation> read_annotations(const std::filesystem::path& file, double rate,
                                         std::optional<std::int64_t> frames) {
  const std::string text = read_small_file(file, annotation_bytes_limit);
  return parse_annotations({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, file.string(),
                           rate, frames);
}

void check_annotations(std::span<const Annotation> annotations, std::int64_t frames,
                       const std::filesystem::path& file) {
  for (std::size_t i = 0; i < annotations.size(); ++i) {
    if (!lies_within(annotations[i], frames)) {
      throw Error(file.string(), describe_outside(annotations[i], i, frames));
    }
  }
}

}  // namespace rwave
