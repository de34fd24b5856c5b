#include "classify/whole/early_features.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>

#include "classify/whole/group_parts.h"
#include "classify/whole/lead_shape.h"
#include "math/median.h"

namespace rwave::whole {
namespace {

constexpr std::size_t fewest_early = 3;    // beats whose mean says anything
constexpr std::size_t fewest_in_time = 8;  // else the main rhythm is what early beats are compared with
constexpr float greatest_value = 4;        // amplitudes: an artefact must not be all of a mean

// Samples of an aligned window that are compared, [first, last).
struct ComparedSamples {
  const char* name;
  int first, last;
  std::size_t samples() const { return static_cast<std::size_t>(last - first); }
};
// The QRS complex without what is before it: -64 .. +144 ms; the T wave, +160 .. +400 ms; the P window.
constexpr ComparedSamples compared_qrs{"early_qrs", aligned_before - 8, aligned_before + 18};
constexpr ComparedSamples compared_t{"early_t", aligned_before + 20, aligned_before + 50};
constexpr ComparedSamples compared_p{"early_p", p_first, p_last};

// What departs in each beat, all leads one after the other, over the lead's amplitude and without its mean.
class Departures {
 public:
  Departures(std::size_t beats, std::size_t width) : width_(width), values_(beats * width, 0.F) {}

  std::size_t width() const { return width_; }
  const float* of(std::size_t beat) const { return values_.data() + beat * width_; }
  // `own` less `usual` (null: nothing) from place `at` of the beat's row on.
  void put(std::size_t beat, std::size_t at, const float* own, const float* usual, std::size_t samples,
           float amplitude) {
    float* out = values_.data() + beat * width_ + at;
    for (std::size_t i = 0; i < samples; ++i) out[i] = own[i] - (usual != nullptr ? usual[i] : 0);
    const float mean = std::accumulate(out, out + samples, 0.F) / static_cast<float>(samples);
    for (std::size_t i = 0; i < samples; ++i)
      out[i] = std::clamp((out[i] - mean) / amplitude, -greatest_value, greatest_value);
  }
  std::vector<double> mean(const std::vector<std::size_t>& beats) const {
    std::vector<double> sum(width_, 0);
    for (const std::size_t beat : beats)
      for (std::size_t i = 0; i < width_; ++i) sum[i] += static_cast<double>(of(beat)[i]);
    for (double& value : sum) value /= static_cast<double>(beats.size());
    return sum;
  }

 private:
  std::size_t width_;
  std::vector<float> values_;
};

// The way from a group's beats in time to its early ones.
class Way {
 public:
  Way(const Departures& all, const std::vector<std::size_t>& early, const std::vector<std::size_t>& in_time)
      : all_(all),
        early_(all.mean(early)),
        in_time_(all.mean(in_time)),
        number_(static_cast<double>(early.size())) {
    for (std::size_t i = 0; i < all.width(); ++i) {
      way_.push_back(early_[i] - in_time_[i]);
      length_ += square(way_[i]);
    }
    double noise = 0, sum = 0, squares = 0;
    for (const std::size_t beat : in_time) {
      double product = 0;
      for (std::size_t i = 0; i < all.width(); ++i) {
        const double own = value(beat, i) - in_time_[i];
        noise += square(own);
        product += own * way_[i];
      }
      const double along = place_of(product, length_).distance;
      sum += along;
      squares += square(along);
    }
    const auto n = static_cast<double>(in_time.size());
    chance_ = noise / n * (1 / number_ + 1 / n);
    spread_ = std::sqrt(std::max(squares / n - square(sum / n), 1e-8)) + 1e-3;
  }

  // Its length beyond what chance gives two means, root mean square.
  double size() const {
    return std::sqrt(std::max(0.0, length_ - chance_) / static_cast<double>(all_.width()));
  }
  double sure() const { return std::log(length_ / std::max(chance_, 1e-9)); }

  struct Place {
    double part, distance;  // of the way: 0 in time, 1 early; along it
  };
  // An early beat is left out of the mean it is held against.
  Place place(std::size_t beat, bool is_early) const {
    double product = 0, norm = 0;
    for (std::size_t i = 0; i < all_.width(); ++i) {
      const double own = value(beat, i);
      const double to = is_early ? (number_ * early_[i] - own) / (number_ - 1) - in_time_[i] : way_[i];
      product += (own - in_time_[i]) * to;
      norm += square(to);
    }
    return place_of(product, norm);
  }
  // A beat's distance in units of the spread of beats in time.
  double departure(const Place& place) const { return place.distance / spread_; }

 private:
  static double square(double x) { return x * x; }
  static Place place_of(double product, double norm) {
    return {product / std::max(norm, 1e-9), product / std::sqrt(std::max(norm, 1e-12))};
  }
  double value(std::size_t beat, std::size_t i) const { return static_cast<double>(all_.of(beat)[i]); }

  const Departures& all_;
  std::vector<double> early_, in_time_, way_;  // means of both, and the one less the other
  double number_, length_ = 0, chance_ = 0, spread_ = 1;
};

class EarlyBeats {
 public:
  EarlyBeats(const FeatureInputs& in, const PWindows& p_windows, FeatureTable& table)
      : in_(in),
        p_windows_(p_windows),
        table_(table),
        beats_(in.windows.beats()),
        parts_(parts_of_groups(in)),
        is_asked_(beats_, 0) {
    for (const std::size_t beat : in.asked) is_asked_[beat] = 1;
  }

  void add() {
    add_ways_from_template();
    const Departures p = p_departures();
    add_way(compared_p, p);
    add_timing_of_parts();
    add_agreement(p);
  }

 private:
  template <class Put>
  void each_lead(const Put& put) const {
    for (std::size_t beat = 0; beat < beats_; ++beat)
      for (int lead = 0; lead < in_.windows.leads; ++lead)
        if (in_.windows.is_recorded(beat, lead) && in_.main.amplitude[static_cast<std::size_t>(lead)] > 0)
          put(beat, lead, static_cast<std::size_t>(lead));
  }

  Departures none_of(const ComparedSamples& compared) const {
    return {beats_, compared.samples() * static_cast<std::size_t>(in_.windows.leads)};
  }

  // Of the QRS complex and the T wave from the local template, which is made once for both.
  void add_ways_from_template() {
    Departures complex = none_of(compared_qrs), t = none_of(compared_t);
    Aligned local;
    each_lead([&](std::size_t beat, int lead, std::size_t l) {
      if (!local_template(in_.windows, in_.groups, in_.main, beat, lead, local)) return;
      const float* own = aligned(in_.windows, in_.groups, beat, lead);
      complex.put(beat, l * compared_qrs.samples(), own + compared_qrs.first,
                  local.data() + compared_qrs.first, compared_qrs.samples(), in_.main.amplitude[l]);
      t.put(beat, l * compared_t.samples(), own + compared_t.first, local.data() + compared_t.first,
            compared_t.samples(), in_.main.amplitude[l]);
    });
    add_way(compared_qrs, complex);
    add_way(compared_t, t);
  }

  // The P window as it is, freed of the T wave before it: a sinus beat's P wave is no nought.
  Departures p_departures() const {
    Departures found = none_of(compared_p);
    each_lead([&](std::size_t beat, int lead, std::size_t l) {
      const PWindow freed = p_windows_.freed(beat, lead);
      found.put(beat, l * compared_p.samples(), freed.data() + most_shift, nullptr, compared_p.samples(),
                in_.main.amplitude[l]);
    });
    return found;
  }

  void add_way(const ComparedSamples& compared, const Departures& all) {
    std::vector<float> size(beats_), sure(beats_), part(beats_), departure(beats_);
    for (std::size_t g = 0; g + 1 < parts_.size(); g += 2) {
      const std::vector<std::size_t>& own = parts_[g];
      const std::vector<std::size_t>& in_time = own.size() >= fewest_in_time ? own : in_.main.beats;
      if (parts_[g + 1].size() < fewest_early || in_time.size() < fewest_in_time) continue;
      const Way way(all, parts_[g + 1], in_time);
      const auto how_long = static_cast<float>(way.size());
      const auto how_sure = static_cast<float>(std::clamp(way.sure(), -3.0, 8.0));
      for (const bool is_early : {false, true})
        for (const std::size_t beat : parts_[g + (is_early ? 1 : 0)]) {
          if (is_asked_[beat] == 0) continue;
          const Way::Place place = way.place(beat, is_early);
          size[beat] = how_long;
          sure[beat] = how_sure;
          part[beat] = static_cast<float>(std::clamp(place.part, -3.0, 3.0));
          departure[beat] =
              std::clamp(static_cast<float>(way.departure(place)), -greatest_departure, greatest_departure);
        }
    }
    const std::string name = compared.name;
    table_.add(name + "_size", beats_) = size;
    table_.add(name + "_sure", beats_) = sure;
    table_.add(name + "_part", beats_) = part;
    table_.add(name + "_departure", beats_) = departure;
  }

  // When a part's beats come, and what follows them: a pause that makes up for an early beat leaves the sum
  // of both intervals two of the rhythm.
  void add_timing_of_parts() {
    std::vector<float> spread(beats_), pause(beats_), both(beats_);
    for (const std::vector<std::size_t>& part : parts_) {
      if (part.empty()) continue;
      std::vector<float> when, after, sums;
      for (const std::size_t beat : part) {
        when.push_back(in_.intervals.prematurity[beat]);
        if (beat + 1 == beats_) continue;
        after.push_back(in_.intervals.prematurity[beat + 1]);
        const double rr = in_.intervals.rr[beat], next = in_.intervals.rr[beat + 1],
                     far = in_.intervals.far[beat];
        if (rr > 0 && next > 0 && far > 0) sums.push_back(static_cast<float>((rr + next) / (2 * far)));
      }
      const float middle = median(when);
      for (float& value : when) value = std::abs(value - middle);
      const float how_far = median(when), then = after.empty() ? 0 : median(after);
      const float sum = std::clamp(sums.empty() ? 1 : median(sums), 0.3F, 2.F);
      for (const std::size_t beat : part) spread[beat] = how_far, pause[beat] = then, both[beat] = sum;
    }
    table_.add("part_prematurity_spread", beats_) = spread;
    table_.add("part_pause", beats_) = pause;
    table_.add("part_both", beats_) = both;
  }

  // How well the P windows of a part's beats agree with the mean of its others, and how large that mean is: P
  // waves repeat, noise does not.
  void add_agreement(const Departures& p) {
    std::vector<float> of_part(beats_), own(beats_), size(beats_);
    const std::size_t leads = p.width() / compared_p.samples();
    for (const std::vector<std::size_t>& part : parts_) {
      if (part.size() < fewest_early) continue;
      std::vector<double> sum = p.mean(part);
      double square = 0;
      for (const double value : sum) square += value * value;
      const auto height = static_cast<float>(std::min(std::sqrt(square), 4.0));
      for (double& value : sum) value *= static_cast<double>(part.size());
      std::vector<float> found;
      for (const std::size_t beat : part) {
        double total = 0;
        for (std::size_t lead = 0; lead < leads; ++lead) {
          double product = 0, a = 0, b = 0;
          for (std::size_t i = lead * compared_p.samples(); i < (lead + 1) * compared_p.samples(); ++i) {
            const double x = static_cast<double>(p.of(beat)[i]), others = sum[i] - x;
            product += x * others, a += x * x, b += others * others;
          }
          if (a > 0 && b > 0) total += product / std::sqrt(a * b);
        }
        own[beat] = static_cast<float>(total / static_cast<double>(leads));
        found.push_back(own[beat]);
      }
      const float middle = median(found);
      for (const std::size_t beat : part) of_part[beat] = middle, size[beat] = height;
    }
    table_.add("part_p_agreement", beats_) = of_part;
    table_.add("part_p_agrees", beats_) = own;
    table_.add("part_p_size", beats_) = size;
  }

  const FeatureInputs& in_;
  const PWindows& p_windows_;
  FeatureTable& table_;
  std::size_t beats_;
  std::vector<std::vector<std::size_t>> parts_;
  std::vector<std::uint8_t> is_asked_;  // by beat
};

}  // namespace

void add_early(const FeatureInputs& in, const PWindows& p_windows, FeatureTable& table) {
  EarlyBeats(in, p_windows, table).add();
}

}  // namespace rwave::whole
