// Numbers that stand for a missing sample in files whose format has no word for it, and are read as samples:
// -9999 of a table, the end of 16 bits of a converter.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "record/amplitude_unit.h"
#include "record/recording_parts.h"

namespace rwave {
namespace {

// As values of a table, and as an ADC's own numbers.
constexpr std::array<double, 10> known_codes = {-999,  999,    -9999, 9999,   -99999,
                                                99999, -32768, 32767, -32767, -2147483647};
constexpr double code_look_seconds = 12;
constexpr std::size_t least_codes = 3;
// A code lies this many times the range of all other samples (1 to 99 %) away from them. A lead at its rail
// lies as far at most where its amplifier has room for an ECG twenty times too tall.
constexpr double least_distance = 10;

// By lead, without the missing ones.
std::vector<std::vector<std::int32_t>> code_samples(Recording& recording, const RecordingInfo& info,
                                                    const std::vector<int>& leads) {
  double per_frame = 0;
  for (const int lead : leads) per_frame += info.signals[static_cast<std::size_t>(lead)].samples_per_frame;
  std::vector<std::vector<std::int32_t>> all(leads.size());
  for (const RecordingPart& part :
       parts_of(info.frames, std::min(most_part_samples / per_frame, code_look_seconds * info.rate))) {
    const std::vector<std::vector<std::int32_t>> samples = read_part(recording, leads, part);
    for (std::size_t l = 0; l < leads.size(); ++l)
      std::copy_if(samples[l].begin(), samples[l].end(), std::back_inserter(all[l]),
                   [](std::int32_t sample) { return sample != missing_sample; });
  }
  return all;
}

// What stands for missing samples among these of `signal`, with how often; nothing where no number does.
std::pair<double, std::size_t> missing_code(const std::vector<std::int32_t>& samples,
                                            const SignalInfo& signal) {
  for (const double code : known_codes) {
    for (const double adc : {code, code * signal.gain + signal.baseline}) {
      std::vector<std::int32_t> others;
      std::copy_if(samples.begin(), samples.end(), std::back_inserter(others),
                   [adc](std::int32_t sample) { return static_cast<double>(sample) != adc; });
      const std::size_t found = samples.size() - others.size();
      if (found < least_codes || others.size() < 100) continue;
      const auto quantile = [&others](std::size_t hundredths) {
        const auto at = others.begin() + static_cast<std::ptrdiff_t>(others.size() * hundredths / 100);
        std::ranges::nth_element(others, at);
        return static_cast<double>(*at);
      };
      const double low = quantile(1), high = quantile(99);
      if (std::max(low - adc, adc - high) > least_distance * std::max(1.0, high - low)) return {code, found};
    }
  }
  return {};
}

}  // namespace

bool doubt_missing_codes(Recording& recording, RecordingInfo& info) {
  const std::vector<int> leads = possible_leads(info);
  if (leads.empty()) return false;
  const std::vector<std::vector<std::int32_t>> samples = code_samples(recording, info, leads);
  bool doubted = false;
  for (std::size_t l = 0; l < leads.size(); ++l) {
    const SignalInfo& signal = info.signals[static_cast<std::size_t>(leads[l])];
    const auto [code, found] = missing_code(samples[l], signal);
    if (found == 0) continue;
    doubted = true;
    info.warnings.push_back(fmt::format(
        "{}: {} of the samples looked at are {:.0f}, far from all others: a number for missing samples, or "
        "an "
        "amplifier at its end. It is read as a sample, and beats next to it may be lost or false; a missing "
        "sample is an empty cell of a table, or what the format has for it",
        signal.name, found, code));
  }
  return doubted;
}

}  // namespace rwave
