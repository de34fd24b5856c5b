#include "classify/whole/p_wave_features.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "classify/whole/lead_shape.h"
#include "math/median.h"
#include "math/sorted_window.h"

namespace rwave::whole {
namespace {

constexpr float late = -0.02F;               // ln: an interval as long as the upper quarter of those around
constexpr std::size_t departure_reach = 16;  // template beats on each side that departures are measured by
constexpr std::size_t stride =
    4;  // template beats after which middle and spread are taken again: medians cost
constexpr float least_p_spread = 0.02F;  // of a correlation or a distance: of a noiseless recording

class PWaves {
 public:
  PWaves(const FeatureInputs& in, const PWindows& freed, FeatureTable& table)
      : in_(in), windows_(freed), table_(table), beats_(in.windows.beats()) {
    to_upper_ = table.column("rr_to_upper_quarter");
    make_templates();
  }

  void add() {
    add_measures();
    add_departures();
  }

 private:
  // The mean of the main rhythm's beats that come latest next to those around: the sinus node's P wave, even
  // where most beats are early.
  void make_templates() {
    std::array<float, most_leads> number{};
    for (const std::size_t beat : in_.main.beats) {
      if (to_upper_[beat] < late || in_.intervals.rr[beat] <= 0) continue;
      for (int lead = 0; lead < in_.windows.leads; ++lead) {
        if (!in_.windows.is_recorded(beat, lead)) continue;
        const auto l = static_cast<std::size_t>(lead);
        const PWindow segment = windows_.freed(beat, lead);
        for (std::size_t i = 0; i < segment.size(); ++i) late_[l][i] += segment[i];
        ++number[l];
      }
    }
    for (std::size_t l = 0; l < most_leads; ++l)
      if (number[l] > 0)
        for (float& value : late_[l]) value /= number[l];
  }

  void add_measures() {
    const std::size_t first = table_.columns.size();
    for (const char* name : {"p_freed", "p_freed_shifted", "p_freed_most", "p_freed_distance",
                             "p_freed_height", "p_freed_place"})
      table_.add(name, beats_);
    const auto column = [&](std::size_t k) -> std::vector<float>& { return table_.columns[first + k]; };
    for (std::size_t beat = 0; beat < beats_; ++beat) {
      float leads = 0;
      for (int lead = 0; lead < in_.windows.leads; ++lead) {
        const auto l = static_cast<std::size_t>(lead);
        if (!in_.windows.is_recorded(beat, lead) || in_.main.amplitude[l] <= 0) continue;
        const PWindow own = windows_.freed(beat, lead);
        const float* wave = own.data();
        const float* sinus = late_[l].data() + most_shift;
        constexpr int samples = p_last - p_first;
        ShiftedCorrelations found;
        correlations(wave, sinus, 0, samples, found);
        float best = -1;
        int place = 0;
        for (int shift = 0; shift < correlated_shifts; ++shift) {
          const float at_shift = found[static_cast<std::size_t>(shift)];
          if (at_shift > best) best = at_shift, place = shift - most_shift;
        }
        float mean = 0, distance = 0;
        for (int i = 0; i < samples; ++i) mean += (wave[most_shift + i] - sinus[i]) / samples;
        for (int i = 0; i < samples; ++i)
          distance += std::abs(wave[most_shift + i] - sinus[i] - mean) / samples;
        ++leads;
        const auto put = [&](std::size_t k, float value) {
          float& into = column(k)[beat];
          into += (value - into) / leads;
        };
        put(0, found[most_shift]);
        put(1, best);
        // The best lead besides the mean: a P wave is often seen in one lead only.
        column(2)[beat] = leads == 1 ? best : std::max(column(2)[beat], best);
        put(3, std::min(distance / in_.main.amplitude[l], 4.F));
        const float of_sinus = height(sinus, 0, samples), of_wave = height(wave + most_shift, 0, samples);
        put(4, std::clamp(std::log((of_wave + 1e-3F) / (of_sinus + 1e-3F)), -3.F, 3.F));
        put(5, static_cast<float>(place));
      }
    }
  }

  // How far a measure of the beat departs from the same of the template beats around, in units of their
  // spread.
  void add_departures() {
    const std::vector<std::uint8_t> all(in_.main.beats.size(), 1);
    for (const char* name : {"p_freed", "p_freed_shifted", "p_freed_distance", "p_distance", "p_shifted",
                             "qrs_local", "qrs_distance", "t_distance"}) {
      std::vector<float>& column = table_.add(std::string(name) + "_departure", beats_);
      const std::vector<float>& own = table_.column(name);
      std::vector<float> of_main;
      of_main.reserve(in_.main.beats.size());
      for (const std::size_t beat : in_.main.beats) of_main.push_back(own[beat]);
      SlidingWindow<float> sliding(of_main, all);
      std::size_t known = beats_ + 1;  // the block whose middle and scale are held
      float middle = 0, scale = least_p_spread;
      for (const std::size_t beat : in_.asked) {
        const std::size_t block = in_.main.place[beat] / stride;
        if (block != known) {
          known = block;
          const auto place = static_cast<std::int64_t>(block * stride + stride / 2);
          const auto reach = static_cast<std::int64_t>(departure_reach);
          const SortedWindow<float>& around = sliding.over(place - reach, place + reach);
          middle = around.median();
          scale = around.median_deviation(middle) + least_p_spread;
        }
        // In units of the spread, so that a patient whose P waves always vary is not found to
        // depart by the same measure as one whose P waves never do.
        column[beat] = std::clamp((own[beat] - middle) / scale, -greatest_departure, greatest_departure);
      }
    }
  }

  const FeatureInputs& in_;
  const PWindows& windows_;
  FeatureTable& table_;
  std::size_t beats_;
  std::vector<float> to_upper_;
  std::array<PWindow, most_leads> late_{};  // the sinus node's P window, freed
};

}  // namespace

void add_p_waves(const FeatureInputs& in, const PWindows& windows, FeatureTable& table) {
  PWaves(in, windows, table).add();
}

}  // namespace rwave::whole
