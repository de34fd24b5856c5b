#include <fmt/format.h>

#include "base/output_file.h"
#include "record/annotation_format.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr std::int64_t greatest_skip = 0x7fffffff;
constexpr std::size_t greatest_text = 255;
// 17 years at 2,000 Hz. Each 2^31 samples of a gap take six bytes: one sample at 2^62 would be a file of 12
// GB.
constexpr std::int64_t greatest_sample = std::int64_t{1} << 40;

// Writes words in the order and with the choices of the reference writer (WFDB's putann): SKIP only where the
// distance exceeds 1023, then the label, then SUB, CHN, NUM, AUX as needed.
class AnnotationWriter {
 public:
  void write(const Annotation& label) {
    // Ten bits hold the distance. A longer one needs a SKIP, whose 32 bits are signed, so that a
    // very long one needs several.
    std::int64_t distance = label.sample - time_;
    if (distance > greatest_value) {
      for (; distance > greatest_skip; distance -= greatest_skip) put_skip(greatest_skip);
      put_skip(distance);
      distance = 0;
    }
    put_word(label.code, static_cast<unsigned>(distance));
    time_ = label.sample;
    // Subtype is written where it differs from 0, channel and number where they differ from the
    // label before: a reader resets the first and keeps the other two.
    if (label.subtype != 0) put_word(subtype_word, static_cast<unsigned>(label.subtype));
    if (label.channel != channel_) put_word(channel_word, label.channel);
    if (label.number != number_) put_word(number_word, static_cast<unsigned>(label.number));
    channel_ = label.channel;
    number_ = label.number;
    put_text(label.text);
  }

  std::string finish() {
    put_16(0);
    return std::move(bytes_);
  }

 private:
  // Low byte first, as on the PDP-11 that the format comes from.
  void put_16(unsigned value) {
    bytes_ += static_cast<char>(value & 0xff);
    bytes_ += static_cast<char>(value >> 8 & 0xff);
  }

  void put_word(unsigned type, unsigned value) { put_16(type << 10 | (value & greatest_value)); }

  void put_skip(std::int64_t samples) {
    put_word(skip_word, 0);
    // The upper half comes first, unlike the bytes within a half.
    put_16(static_cast<unsigned>(samples >> 16));
    put_16(static_cast<unsigned>(samples & 0xffff));
  }

  void put_text(const std::string& text) {
    if (text.empty()) return;
    put_word(text_word, static_cast<unsigned>(text.size()));
    bytes_ += text;
    if (text.size() % 2 != 0) bytes_ += '\0';
  }

  std::string bytes_;
  std::int64_t time_ = 0;
  std::uint8_t channel_ = 0;
  std::int8_t number_ = 0;
};

}  // namespace

std::string format_annotations(std::span<const Annotation> annotations, const std::string& file) {
  AnnotationWriter writer;
  std::int64_t before = 0;
  for (std::size_t i = 0; i < annotations.size(); ++i) {
    const Annotation& label = annotations[i];
    const auto fault = [&](std::string_view message) {
      return Error(file, fmt::format("annotation {} at sample {}: {}", i + 1, label.sample, message));
    };
    // Distances in the format are not negative. A reader would take a wrapped one for a time far
    // ahead.
    if (label.sample < before)
      throw fault(fmt::format("it comes after sample {}: order was expected", before));
    if (label.sample > greatest_sample)
      throw fault(fmt::format("it lies past sample {}, the last that is written", greatest_sample));
    if (label.code < 1 || label.code > greatest_label)
      throw fault(fmt::format("type {} is not 1 to 49", label.code));
    if (label.text.size() > greatest_text) {
      throw fault(
          fmt::format("a text of {} bytes is longer than the format's {}", label.text.size(), greatest_text));
    }
    writer.write(label);
    before = label.sample;
  }
  return writer.finish();
}

void write_annotations(const std::filesystem::path& file, std::span<const Annotation> annotations) {
  write_file(file, format_annotations(annotations, file.string()));
}

}  // namespace rwave
