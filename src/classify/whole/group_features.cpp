#include "classify/whole/group_features.h"

#include <algorithm>
#include <cmath>

#include "classify/whole/group_parts.h"
#include "classify/whole/lead_shape.h"
#include "math/median.h"

namespace rwave::whole {
namespace {

constexpr std::size_t share_reach = 50;  // beats on each side among which a group's share is counted
constexpr std::size_t reliable = 8;      // template beats on each side

// The mean over a set of beats of one lead, and of the set as a whole.
struct Set {
  std::vector<std::size_t> beats;

  // Averaging over a group's beats lowers noise by the root of their number: a P wave that no
  // single beat shows becomes visible.
  std::array<float, measures> against(const BeatWindows& windows, const ShapeGroups& groups,
                                      const MainRhythm& main) const {
    std::array<float, measures> mean{};
    float leads = 0;
    for (int lead = 0; lead < windows.leads; ++lead) {
      const auto l = static_cast<std::size_t>(lead);
      if (main.amplitude[l] <= 0) continue;
      std::array<float, window_samples>
          sum{};  // longer than an aligned beat: measures look a few samples past
      float number = 0;
      for (const std::size_t beat : beats) {
        if (!windows.is_recorded(beat, lead)) continue;
        const float* from = aligned(windows, groups, beat, lead);
        for (std::size_t i = 0; i < aligned_samples; ++i) sum[i] += from[i];
        ++number;
      }
      if (number == 0) continue;
      for (float& value : sum) value /= number;
      const auto of_lead = measure(sum.data(), main.mean[l], main.mean[l], 0);
      ++leads;
      for (std::size_t m = 0; m < measures; ++m) mean[m] += (of_lead[m] - mean[m]) / leads;
    }
    return mean;
  }
};

// Medians, as a few beats that joined a group by mistake must not move what is said of all of it.
float median_of(const std::vector<std::size_t>& beats, const std::vector<float>& column,
                std::size_t offset = 0) {
  std::vector<float> values;
  for (const std::size_t beat : beats)
    if (beat + offset < column.size()) values.push_back(column[beat + offset]);
  return median(values);
}

void spread_over(const std::vector<std::size_t>& beats, float value, std::vector<float>& column) {
  for (const std::size_t beat : beats) column[beat] = value;
}

class Groups {
 public:
  Groups(const FeatureInputs& in, FeatureTable& table) : in_(in), table_(table), beats_(in.windows.beats()) {
    sets_.resize(static_cast<std::size_t>(in.groups.count));
    parts_.resize(2 * sets_.size());
    for (std::size_t beat = 0; beat < beats_; ++beat) {
      if (in.groups.group[beat] < 0) continue;
      const auto group = static_cast<std::size_t>(in.groups.group[beat]);
      sets_[group].beats.push_back(beat);
      parts_[part_of(in, beat)].beats.push_back(beat);
    }
  }

  void add() {
    add_whole_groups();
    add_parts();
    add_shares_around();
    add_reliability();
  }

 private:
  void add_whole_groups() {
    add_columns("group_", sets_,
                {Measure::qrs_global, Measure::qrs_distance, Measure::p_shifted, Measure::p_height,
                 Measure::qrs_spread, Measure::spread_ratio, Measure::projection});
    std::vector<float> of_main(beats_);
    for (std::size_t g = 0; g < sets_.size(); ++g)
      spread_over(sets_[g].beats, in_.main.is_main_group[g], of_main);
    table_.add("group_is_main", beats_) = of_main;
    std::vector<float> when(beats_), spread(beats_), after(beats_);
    for (const Set& set : sets_) {
      const float middle = median_of(set.beats, in_.intervals.prematurity);
      std::vector<float> off;
      for (const std::size_t beat : set.beats)
        off.push_back(std::abs(in_.intervals.prematurity[beat] - middle));
      spread_over(set.beats, middle, when);
      spread_over(set.beats, median(off), spread);
      spread_over(set.beats, median_of(set.beats, in_.intervals.prematurity, 1), after);
    }
    table_.add("group_prematurity", beats_) = when;
    table_.add("group_prematurity_spread", beats_) = spread;
    table_.add("group_pause", beats_) = after;
  }

  // Beats of the group that are early, or those that are not, as the beat itself.
  void add_parts() {
    add_columns("part_", parts_,
                {Measure::p_local, Measure::p_shifted, Measure::p_distance, Measure::p_height,
                 Measure::qrs_distance});
  }

  void add_columns(const std::string& prefix, const std::vector<Set>& sets,
                   std::initializer_list<Measure> wanted) {
    std::vector<float>& size = table_.add(prefix + "share", beats_);
    for (const Set& set : sets)
      spread_over(set.beats,
                  std::log((static_cast<float>(set.beats.size()) + 1) / static_cast<float>(beats_ + 1)),
                  size);
    std::vector<float>& number = table_.add(prefix + "size", beats_);
    for (const Set& set : sets)
      // By its logarithm and bounded: 5,000 beats are no more sure than 150.
      spread_over(set.beats, std::min(std::log1p(static_cast<float>(set.beats.size())), 5.F), number);
    std::vector<std::array<float, measures>> found;
    for (const Set& set : sets) found.push_back(set.against(in_.windows, in_.groups, in_.main));
    for (const Measure measure : wanted) {
      const auto m = static_cast<std::size_t>(measure);
      std::vector<float>& column = table_.add(prefix + measure_names[m], beats_);
      for (std::size_t s = 0; s < sets.size(); ++s) spread_over(sets[s].beats, found[s][m], column);
    }
  }

  // A group that is rare in the recording may be most of what there is around the beat, as in a run
  // or while a bundle branch block lasts; its share there tells that apart from a single ectopic
  // beat.
  void add_shares_around() {
    std::vector<float>& column = table_.add("group_share_around", beats_);
    for (const std::size_t beat : in_.asked) {
      const std::size_t first = beat > share_reach ? beat - share_reach : 0,
                        last = std::min(beats_, beat + share_reach + 1);
      std::size_t same = 0;
      for (std::size_t other = first; other < last; ++other)
        same += in_.groups.group[other] == in_.groups.group[beat] ? 1 : 0;
      column[beat] = static_cast<float>(same) / static_cast<float>(last - first);
    }
  }

  // How well the P and QRS windows of the template beats around repeat: where they do not, as in fibrillation
  // or noise, a beat's own departure means little.
  void add_reliability() {
    for (const char* name : {"p_local", "p_shifted", "qrs_local"}) {
      std::vector<float>& column = table_.add(std::string("reliability_") + name, beats_);
      const std::vector<float>& own = table_.column(name);
      for (const std::size_t beat : in_.asked) {
        const std::size_t place = in_.main.place[beat];
        const std::size_t first = place > reliable ? place - reliable : 0;
        const std::size_t last = std::min(in_.main.beats.size(), place + reliable);
        float sum = 0;
        for (std::size_t k = first; k < last; ++k) sum += own[in_.main.beats[k]];
        column[beat] = last > first ? sum / static_cast<float>(last - first) : 0;
      }
    }
  }

  const FeatureInputs& in_;
  FeatureTable& table_;
  std::size_t beats_;
  std::vector<Set> sets_, parts_;
};

}  // namespace

void add_groups(const FeatureInputs& in, FeatureTable& table) {
  Groups(in, table).add();
}

}  // namespace rwave::whole
