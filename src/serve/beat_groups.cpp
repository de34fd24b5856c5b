// Groups of beats by shape and label, over recordings of any length.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "classify/whole/beat_windows.h"
#include "classify/whole/shape_groups.h"
#include "serve/analysis.h"

namespace rwave::serve {
namespace {

using whole::BeatWindows;
using whole::ShapeGroups;

// The page draws templates next to windows that the labeller cut. Two definitions of a window would
// shift one against the other.
static_assert(group_before == whole::window_before && group_window == whole::window_samples &&
              group_rate == whole::window_rate);

// Some four hours: the windows of a part take 14 MB for two leads, those of a week would take 0.7
// GB. 400 groups are more than a person looks through; with a noisy lead every beat could be one.
constexpr std::size_t part_beats = 16000;
constexpr double alike = 0.90;  // correlation of means from which on parts' shapes are one, as within a part
constexpr std::size_t most_groups = 400;

// Sums over windows of the beats of one shape and label.
struct Sums {
  std::vector<std::vector<double>> sum, squares;  // by lead
  std::vector<double> count;                      // by lead
  std::int64_t beats = 0;
  double probability = 0;
  std::vector<float> ratios;

  explicit Sums(int leads = 0)
      : sum(static_cast<std::size_t>(leads), std::vector<double>(group_window)),
        squares(sum),
        count(static_cast<std::size_t>(leads)) {}
};

struct Shape {
  std::vector<std::vector<double>> mean;  // by lead
  double beats = 0;
};

// Of the QRS window alone: P and T waves differ with rate, and would part beats of one origin. A
// factor of two in amplitude parts as well, as two foci may have one shape.
double correlation(const Shape& a, const Shape& b) {
  double product = 0, of_a = 0, of_b = 0;
  for (std::size_t lead = 0; lead < a.mean.size(); ++lead) {
    double mean_a = 0, mean_b = 0;
    for (int i = whole::qrs_from; i < whole::qrs_to; ++i) {
      mean_a += a.mean[lead][static_cast<std::size_t>(i)] / (whole::qrs_to - whole::qrs_from);
      mean_b += b.mean[lead][static_cast<std::size_t>(i)] / (whole::qrs_to - whole::qrs_from);
    }
    for (int i = whole::qrs_from; i < whole::qrs_to; ++i) {
      const double x = a.mean[lead][static_cast<std::size_t>(i)] - mean_a;
      const double y = b.mean[lead][static_cast<std::size_t>(i)] - mean_b;
      product += x * y;
      of_a += x * x;
      of_b += y * y;
    }
  }
  return of_a > 0 && of_b > 0 && of_a < 4 * of_b && of_b < 4 * of_a ? product / std::sqrt(of_a * of_b) : 0;
}

class Grouping {
 public:
  explicit Grouping(Analysis& analysis) : analysis_(analysis) {
    analysis_.group.assign(analysis_.beats.size(), -1);
    leads_ = static_cast<int>(std::min<std::size_t>(analysis_.leads.size(), whole::most_leads));
  }

  // The beats [first, first + windows.beats()).
  void add(const BeatWindows& windows, std::size_t first) {
    const ShapeGroups groups = whole::group_by_shape(windows);
    const std::vector<int> shape_of = join_shapes(windows, groups);
    for (std::size_t i = 0; i < windows.beats(); ++i) {
      if (groups.group[i] < 0) continue;
      const LabelledBeat& beat = analysis_.beats[first + i];
      const int shape = shape_of[static_cast<std::size_t>(groups.group[i])];
      const auto [found, fresh] = place_.try_emplace({shape, beat.label}, static_cast<int>(sums_.size()));
      // Beats beyond the last group stay without one. They keep their label and are still found by
      // time and by probability.
      if (fresh) {
        if (sums_.size() >= most_groups) {
          place_.erase(found);
          continue;
        }
        sums_.emplace_back(leads_);
        keys_.push_back({shape, beat.label});
      }
      const int group = found->second;
      analysis_.group[first + i] = static_cast<std::int16_t>(group);
      note(windows, i, groups.shift[i], first + i, sums_[static_cast<std::size_t>(group)]);
    }
    find_examples(windows, groups, first);
  }

  // Largest first, so that a group's number is its rank in the list on the page.
  void finish() {
    std::vector<std::size_t> order(sums_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::stable_sort(order,
                             [&](std::size_t a, std::size_t b) { return sums_[a].beats > sums_[b].beats; });
    std::vector<std::int16_t> moved(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      moved[order[i]] = static_cast<std::int16_t>(i);
      analysis_.groups.push_back(group_of(order[i]));
    }
    for (std::int16_t& group : analysis_.group)
      if (group >= 0) group = moved[static_cast<std::size_t>(group)];
  }

 private:
  // By the part's shape: its number among those of the whole recording.
  // A part is grouped by itself. Its shapes are then compared with those of the parts before, so
  // that a shape keeps its number over the whole recording. New ones are put aside until the part
  // is done: two shapes of one part were found different there and must not be joined to each
  // other.
  std::vector<int> join_shapes(const BeatWindows& windows, const ShapeGroups& groups) {
    std::vector<Shape> found(static_cast<std::size_t>(groups.count));
    for (Shape& shape : found)
      shape.mean.assign(static_cast<std::size_t>(leads_), std::vector<double>(group_window));
    for (std::size_t i = 0; i < windows.beats(); ++i) {
      if (groups.group[i] < 0) continue;
      Shape& shape = found[static_cast<std::size_t>(groups.group[i])];
      shape.beats += 1;
      for (int lead = 0; lead < leads_; ++lead)
        for (int k = 0; k < group_window; ++k)
          shape.mean[static_cast<std::size_t>(lead)][static_cast<std::size_t>(k)] +=
              value(windows, i, lead, k + groups.shift[i]);
    }
    std::vector<int> number;
    for (Shape& shape : found) {
      for (auto& lead : shape.mean)
        for (double& one : lead) one /= std::max(shape.beats, 1.0);
      int best = -1;
      double closest = alike;
      for (std::size_t known = 0; known < before_.size(); ++known) {
        const double c = correlation(shape, before_[known]);
        if (c < closest) continue;
        closest = c;
        best = static_cast<int>(known);
      }
      if (best < 0) {
        best = static_cast<int>(before_.size() + fresh_.size());
        fresh_.push_back(shape);
      }
      number.push_back(best);
    }
    before_.insert(before_.end(), fresh_.begin(), fresh_.end());
    fresh_.clear();
    return number;
  }

  static double value(const BeatWindows& windows, std::size_t beat, int lead, int at) {
    return at < 0 || at >= group_window ? 0 : windows.window(beat, lead)[static_cast<std::size_t>(at)];
  }

  // How early the beat came: the interval before it over the median of those of 8 beats on each side.
  float ratio_of(std::size_t beat) const {
    // The median of the neighbours, not the mean: next to a premature beat stands a pause.
    const auto& beats = analysis_.beats;
    if (beat == 0) return std::numeric_limits<float>::quiet_NaN();
    std::array<double, 17> around{};
    std::size_t count = 0;
    for (std::size_t i = beat > 8 ? beat - 8 : 1; i < std::min(beats.size(), beat + 9); ++i)
      around[count++] = static_cast<double>(beats[i].sample - beats[i - 1].sample);
    const auto middle = around.begin() + static_cast<std::ptrdiff_t>(count / 2);
    std::nth_element(around.begin(), middle, around.begin() + static_cast<std::ptrdiff_t>(count));
    return static_cast<float>(static_cast<double>(beats[beat].sample - beats[beat - 1].sample) / *middle);
  }

  void note(const BeatWindows& windows, std::size_t at, int shift, std::size_t beat, Sums& sums) const {
    ++sums.beats;
    sums.probability += analysis_.beats[beat].probability;
    if (const float ratio = ratio_of(beat); !std::isnan(ratio)) sums.ratios.push_back(ratio);
    for (int lead = 0; lead < leads_; ++lead) {
      const auto l = static_cast<std::size_t>(lead);
      if (!windows.is_recorded(at, lead)) continue;
      sums.count[l] += 1;
      for (int k = 0; k < group_window; ++k) {
        const double v = value(windows, at, lead, k + shift);
        sums.sum[l][static_cast<std::size_t>(k)] += v;
        sums.squares[l][static_cast<std::size_t>(k)] += v * v;
      }
    }
  }

  // In the first part that a group is seen in: its beat nearest to the group's mean there.
  void find_examples(const BeatWindows& windows, const ShapeGroups& groups, std::size_t first) {
    // The example shown for a group is a beat that looks like it. The first one may be an odd one.
    nearest_.resize(sums_.size(), {std::numeric_limits<double>::infinity(), -1});
    const std::size_t known = settled_;
    for (std::size_t i = 0; i < windows.beats(); ++i) {
      const std::int16_t group = analysis_.group[first + i];
      if (group < 0 || static_cast<std::size_t>(group) < known) continue;
      const Sums& sums = sums_[static_cast<std::size_t>(group)];
      double distance = 0;
      for (int lead = 0; lead < leads_; ++lead) {
        const auto l = static_cast<std::size_t>(lead);
        for (int k = whole::qrs_from; k < whole::qrs_to; ++k) {
          const double off = value(windows, i, lead, k + groups.shift[i]) -
                             sums.sum[l][static_cast<std::size_t>(k)] / std::max(sums.count[l], 1.0);
          distance += off * off;
        }
      }
      auto& nearest = nearest_[static_cast<std::size_t>(group)];
      if (distance < nearest.first) nearest = {distance, static_cast<std::int64_t>(first + i)};
    }
    settled_ = sums_.size();
  }

  BeatGroup group_of(std::size_t at) {
    Sums& sums = sums_[at];
    BeatGroup group;
    group.shape = keys_[at].first;
    group.was = keys_[at].second;
    group.count = sums.beats;
    group.probability = sums.probability / static_cast<double>(std::max<std::int64_t>(sums.beats, 1));
    group.rr_ratio = std::numeric_limits<double>::quiet_NaN();
    if (!sums.ratios.empty()) {
      const auto middle = sums.ratios.begin() + static_cast<std::ptrdiff_t>(sums.ratios.size() / 2);
      std::nth_element(sums.ratios.begin(), middle, sums.ratios.end());
      group.rr_ratio = *middle;
    }
    group.example = nearest_[at].second;
    for (std::size_t lead = 0; lead < sums.sum.size(); ++lead) {
      auto& mean = group.mean.emplace_back();
      auto& spread = group.spread.emplace_back();
      const double count = std::max(sums.count[lead], 1.0);
      for (std::size_t k = 0; k < group_window; ++k) {
        const double m = sums.sum[lead][k] / count;
        mean.push_back(static_cast<float>(m));
        // Rounding can make the difference slightly negative where all beats are equal.
        spread.push_back(static_cast<float>(std::sqrt(std::max(0.0, sums.squares[lead][k] / count - m * m))));
      }
    }
    return group;
  }

  Analysis& analysis_;
  int leads_ = 0;
  std::vector<Shape> before_, fresh_;
  std::map<std::pair<int, char>, int> place_;
  std::vector<std::pair<int, char>> keys_;
  std::vector<Sums> sums_;
  std::vector<std::pair<double, std::int64_t>> nearest_;
  std::size_t settled_ = 0;  // groups whose example is found
};

}  // namespace

void group_beats(Recording& recording, Analysis& analysis) {
  analysis.groups.clear();
  analysis.group.assign(analysis.beats.size(), -1);
  if (analysis.beats.empty() || analysis.leads.empty()) return;
  std::vector<int> leads = analysis.leads;
  if (leads.size() > static_cast<std::size_t>(whole::most_leads)) leads.resize(whole::most_leads);
  const int per_frame = recording.info().signals[static_cast<std::size_t>(leads.front())].samples_per_frame;
  whole::WindowCutter cutter(recording, leads);
  Grouping grouping(analysis);
  // A last part of few beats would make groups of its own by chance, so it joins the part before.
  for (std::size_t first = 0; first < analysis.beats.size();) {
    std::size_t last = std::min(analysis.beats.size(), first + part_beats);
    if (analysis.beats.size() - last < part_beats / 2) last = analysis.beats.size();
    std::vector<std::int64_t> peaks;
    for (std::size_t i = first; i < last; ++i) peaks.push_back(analysis.beats[i].sample * per_frame);
    BeatWindows windows;
    cutter.cut(peaks, windows);
    grouping.add(windows, first);
    first = last;
  }
  grouping.finish();
}

}  // namespace rwave::serve
