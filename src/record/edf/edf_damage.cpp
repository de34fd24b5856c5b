#include "record/edf/edf_damage.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "record/edf/edf_fields.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr std::size_t most_looked_through = 1 << 16;  // bytes of samples
// By chance: a flat line may be one and the same character for ever.
constexpr std::size_t least_characters = 64, least_kinds = 8;

// The length of the UTF-8 sequence that begins with this byte; 0 where none does.
std::size_t sequence_bytes(std::uint8_t first) {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

// Bytes above 127 became characters of two or three bytes, or each the one that stands for what is no text.
bool is_recoded(const std::vector<std::uint8_t>& bytes) {
  constexpr std::uint32_t no_text = 0xefbfbd;  // U+FFFD
  std::size_t characters = 0, replaced = 0;
  std::set<std::uint32_t> kinds;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = sequence_bytes(bytes[at]);
    if (length == 0) return false;
    if (at + length > bytes.size()) break;  // what was read ends within it
    std::uint32_t code = bytes[at];
    for (std::size_t i = 1; i < length; ++i) {
      if ((bytes[at + i] & 0xc0) != 0x80) return false;
      code = code << 8 | bytes[at + i];
    }
    if (length > 1) {
      ++characters;
      replaced += code == no_text ? 1U : 0U;
      if (kinds.size() < least_kinds) kinds.insert(code);
    }
    at += length;
  }
  return characters >= least_characters && (kinds.size() >= least_kinds || replaced >= least_characters);
}

// Bytes above 127 became question marks. Samples of 16 bits have one as their low byte and as their high one
// only around 16191, and an ECG there has low bytes above 127.
bool is_ascii_of_samples(const std::vector<std::uint8_t>& bytes) {
  constexpr std::size_t least_plain = 48;
  std::array<std::size_t, 2> marks{};  // at even and odd places
  std::set<std::uint8_t> plain;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (bytes[at] > 127) return false;
    if (bytes[at] == '?')
      ++marks[at % 2];
    else
      plain.insert(bytes[at]);
  }
  return std::min(marks[0], marks[1]) >= least_characters && 5 * (marks[0] + marks[1]) >= bytes.size() &&
         plain.size() >= least_plain;
}

// 0 where no second file begins behind a data record.
std::int64_t joined_file_at(const ByteSource& source, const EdfHeader& header) {
  std::array<std::uint8_t, edf_fixed_bytes> first{}, other{};
  const EdfFields fields(other, source.name());
  source.read_some(0, first);
  for (std::int64_t record = 1; record <= header.records; ++record) {
    const std::int64_t at = header.bytes + record * header.record_bytes();
    if (source.read_some(at, std::span(other).first(8)) < 8) return 0;
    if (!std::equal(other.begin(), other.begin() + 8, first.begin())) continue;
    if (source.read_some(at, other) < other.size()) return 0;
    // Eight bytes may be samples; a number of signals that agrees with a header's length is a header.
    const auto bytes = fields.number(184, 8), signals = fields.number(252, 4);
    if (bytes && signals && *signals > 0 && *bytes == edf_fixed_bytes + *signals * edf_signal_bytes)
      return at;
  }
  return 0;
}

}  // namespace

EdfHeader header_of_first_file(const ByteSource& source, std::span<const std::uint8_t> bytes) {
  EdfHeader header = parse_edf_header(bytes, source.size(), source.name());
  std::vector<std::uint8_t> samples(most_looked_through);
  samples.resize(source.read_some(header.bytes, samples));
  const bool recoded = is_recoded(samples);
  if (recoded || is_ascii_of_samples(samples))
    throw Error::at_offset(
        source.name(), header.bytes,
        fmt::format("the samples are {}: a program took the file for text and wrote it again, which changes "
                    "every sample; get the file again, as binary",
                    recoded ? "UTF-8" : "ASCII with question marks"));
  const std::int64_t joined = header.as_long_as_stated ? 0 : joined_file_at(source, header);
  if (joined == 0) return header;
  header = parse_edf_header(bytes, joined, source.name());
  header.warnings.push_back(
      fmt::format("offset {}: another EDF file begins here, two were joined: it is not read; cut it off and "
                  "open it by itself",
                  joined));
  return header;
}

}  // namespace rwave
