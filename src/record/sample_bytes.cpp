// Samples of 16 bits that were read in another way than they were written: with their bytes exchanged, a byte
// lost or added before them, or unsigned numbers for signed ones. The header says nothing of it.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <span>
#include <vector>

#include "record/amplitude_unit.h"
#include "record/recording_parts.h"

namespace rwave {
namespace {

constexpr double most_look_frames = 4096, most_look_samples = 1 << 16;
// A step of more than half of 16 bits from one sample to the next: an ECG has one where an electrode comes
// off. Exchanged bytes have one wherever the true sample passes a multiple of 256, some in each beat.
constexpr int half_range = 1 << 15;
// Bytes that a transfer added each turn the order of all that follows, so parts are judged that are short.
constexpr std::size_t part_samples = 64, telling_jumps = 2;
constexpr std::size_t least_jumping = 6;  // parts, and their share of all:
constexpr double least_jumping_share = 0.01, cured_share = 0.5;

template <typename Read>
std::size_t jumps_of(std::span<const std::int32_t> samples, Read&& read) {
  std::size_t jumps = 0;
  for (std::size_t i = 1; i < samples.size(); ++i)
    jumps += std::abs(read(samples[i]) - read(samples[i - 1])) > half_range ? 1U : 0U;
  return jumps;
}

std::int32_t with_bytes_exchanged(std::int32_t sample) {
  const auto bits = static_cast<std::uint32_t>(sample) & 0xffff;
  return static_cast<std::int16_t>(static_cast<std::uint16_t>(bits >> 8 | bits << 8));
}

std::int32_t as_unsigned(std::int32_t sample) {
  return sample < 0 ? sample + 2 * half_range : sample;
}

std::int32_t as_signed(std::int32_t sample) {
  return sample >= half_range ? sample - 2 * half_range : sample;
}

// Parts of a lead: those with jumps, and of these the ones that have none in another reading.
struct Jumping {
  std::size_t parts = 0, jumping = 0, exchanged = 0, other_sign = 0;

  void look_at(std::span<const std::int32_t> samples) {
    for (; samples.size() >= part_samples; samples = samples.subspan(part_samples)) {
      const std::span<const std::int32_t> part = samples.first(part_samples);
      ++parts;
      const auto [low, high] = std::ranges::minmax(part);
      const bool is_signed = low >= -half_range && high < half_range;
      if (!is_signed && (low < 0 || high >= 2 * half_range)) continue;  // no 16 bits
      if (jumps_of(part, [](std::int32_t sample) { return sample; }) < telling_jumps) continue;
      ++jumping;
      exchanged += jumps_of(part, with_bytes_exchanged) == 0 ? 1U : 0U;
      other_sign += jumps_of(part, is_signed ? as_unsigned : as_signed) == 0 ? 1U : 0U;
    }
  }
  bool tells(std::size_t cured) const {
    return jumping >= least_jumping &&
           static_cast<double>(jumping) >= least_jumping_share * static_cast<double>(parts) &&
           static_cast<double>(cured) >= cured_share * static_cast<double>(jumping);
  }
};

}  // namespace

bool doubt_sample_bytes(Recording& recording, RecordingInfo& info) {
  const std::vector<int> leads = possible_leads(info);
  if (leads.empty()) return false;
  int per_frame = 1;
  for (const int lead : leads)
    per_frame = std::max(per_frame, info.signals[static_cast<std::size_t>(lead)].samples_per_frame);
  std::vector<Jumping> of_leads(leads.size());
  for (const RecordingPart& part :
       parts_of(info.frames, std::min(most_look_frames, most_look_samples / per_frame))) {
    std::vector<std::vector<std::int32_t>> samples = read_part(recording, leads, part);
    for (std::size_t l = 0; l < leads.size(); ++l) {
      // An amplifier at its ends jumps, too; unsigned numbers (DICOM, MAT, tables) end at 0 and 65,535.
      const bool is_signed = samples[l].empty() || std::ranges::max(samples[l]) < half_range;
      std::erase_if(samples[l], [is_signed](std::int32_t sample) {
        return sample == missing_sample ||
               (is_signed ? sample == -half_range || sample == 1 - half_range || sample == half_range - 1
                          : sample == 0 || sample == 2 * half_range - 1);
      });
      of_leads[l].look_at(samples[l]);
    }
  }
  std::string exchanged, other_sign;
  for (std::size_t l = 0; l < leads.size(); ++l) {
    const Jumping& found = of_leads[l];
    if (!found.tells(std::max(found.exchanged, found.other_sign))) continue;
    std::string& names = found.exchanged > found.other_sign ? exchanged : other_sign;
    names += (names.empty() ? "" : ", ") + info.signals[static_cast<std::size_t>(leads[l])].name;
  }
  if (!exchanged.empty())
    info.warnings.push_back(fmt::format(
        "{}: the samples jump across the range of 16 bits, and are smooth with their two bytes exchanged: "
        "the byte order is the other one (WFDB: format 61, not 16), or bytes were lost or added on the way "
        "(a transfer as text); labels mean nothing, get the file again",
        exchanged));
  if (!other_sign.empty())
    info.warnings.push_back(fmt::format(
        "{}: the samples jump from one end of 16 bits to the other where they pass 0, and are smooth where "
        "unsigned numbers are taken for signed ones, or the other way (WFDB: format 160, not 16); labels "
        "mean nothing, mend the header",
        other_sign));
  return !exchanged.empty() || !other_sign.empty();
}

}  // namespace rwave
