#include "record/ishne/ishne_annotations.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "rwave/error.h"

namespace rwave {
namespace {

constexpr std::int64_t label_bytes = 4;
constexpr std::int64_t most_ishne_label_bytes = 64 << 20;  // 16 million labels, a hundred days of beats

// The standard's letters and what WFDB calls them.
struct Letter {
  char letter;
  std::string_view symbol;
  std::string_view text;
};
// U is a beat that the analyzer did not classify (Q), X an artefact, C a calibration pulse, which
// WFDB has no code for: a comment says it.
constexpr std::array letters = {
    Letter{'N', "N", ""}, Letter{'V', "V", ""}, Letter{'S', "S", ""}, Letter{'B', "B", ""},
    Letter{'P', "/", ""}, Letter{'U', "Q", ""}, Letter{'X', "|", ""}, Letter{'C', "\"", "calibration pulse"},
};

}  // namespace

std::vector<Annotation> read_ishne_annotations(const ByteSource& source, const IshneHeader& header) {
  const std::int64_t bytes = source.size() - header.data_offset;
  if (bytes < label_bytes || bytes > most_ishne_label_bytes)
    throw Error::at_offset(
        source.name(), header.data_offset,
        fmt::format("{} bytes of labels: 4 to {} were expected", bytes, most_ishne_label_bytes));
  std::vector<std::uint8_t> data(static_cast<std::size_t>(bytes));
  source.read(header.data_offset, data);
  std::int64_t sample = 0;
  // A sample number of 32 bits that the first label counts from; after it each label is a letter,
  // the writer's own letter, and 16 bits of distance.
  for (std::size_t i = 4; i-- > 0;) sample = sample << 8 | data[i];
  std::vector<Annotation> labels;
  for (std::size_t at = 4; at + label_bytes <= data.size(); at += label_bytes) {
    const char letter = static_cast<char>(data[at]);
    sample += data[at + 2] | data[at + 3] << 8;
    if (letter == '!') continue;  // no beat within 65,535 samples
    const auto* known = std::ranges::find(letters, letter, &Letter::letter);
    // The distances chain: behind a byte that is no label every further time would be wrong. So
    // this is an error and not a warning.
    if (known == letters.end())
      throw Error::at_offset(
          source.name(), header.data_offset + static_cast<std::int64_t>(at),
          fmt::format("byte {} is no label: one of N V S B P U X C ! was expected", data[at]));
    Annotation label;
    label.sample = sample;
    label.code = static_cast<std::uint8_t>(code_of(known->symbol));
    label.text = known->text;
    // Recorders keep a finer class of their own in the second byte. It is shown as text, since its
    // meaning differs from one maker to the next.
    const auto own = data[at + 1];  // the writer's own letter
    if (own > 0x20 && own < 0x7f)
      label.text += (label.text.empty() ? "" : " ") + std::string(1, static_cast<char>(own));
    labels.push_back(std::move(label));
  }
  return labels;
}

}  // namespace rwave
