#include "classify/whole/whole_labeller.h"

#include <algorithm>
#include <span>

#include "classify/model.h"
#include "classify/whole/beat_features.h"

namespace rwave::whole {
namespace {

// A part is compared with itself alone: four hours of a resting heart tell what is usual, and a week takes no
// more memory than they do.
constexpr std::size_t part_beats = 16000, margin_beats = 800;
constexpr std::size_t batch = 256;

// Drops the beats before `first`.
void drop_before(std::size_t first, BeatWindows& windows) {
  const std::size_t leads = first * static_cast<std::size_t>(windows.leads);
  windows.times.erase(windows.times.begin(), windows.times.begin() + static_cast<std::ptrdiff_t>(first));
  windows.recorded.erase(windows.recorded.begin(),
                         windows.recorded.begin() + static_cast<std::ptrdiff_t>(leads));
  windows.values.erase(windows.values.begin(),
                       windows.values.begin() + static_cast<std::ptrdiff_t>(leads * window_samples));
}

class Labels {
 public:
  explicit Labels(const Model& model) : state_(ModelState::of(model)), classes_(state_.labels.size()) {}

  // Labels of the beats [first, last) of `windows`, which lie at peaks[first], ... .
  void append(const BeatWindows& windows, std::span<const std::int64_t> peaks, std::size_t first,
              std::size_t last, std::vector<LabelledBeat>& out) {
    const FeatureTable table = beat_features(windows);
    rows_.resize(batch * table.columns.size());
    scores_.resize(batch * classes_);
    for (std::size_t from = first; from < last; from += batch) {
      const std::size_t count = std::min(batch, last - from);
      for (std::size_t column = 0; column < table.columns.size(); ++column)
        for (std::size_t i = 0; i < count; ++i)
          rows_[i * table.columns.size() + column] = table.columns[column][from + i];
      state_.network.run(std::span(rows_).first(count * table.columns.size()),
                         std::span(scores_).first(count * classes_));
      for (std::size_t i = 0; i < count; ++i) out.push_back(label_of(windows, from + i, peaks[from + i], i));
    }
  }

 private:
  LabelledBeat label_of(const BeatWindows& windows, std::size_t beat, std::int64_t peak,
                        std::size_t row) const {
    LabelledBeat labelled{peak, 'Q', 0};
    bool seen = false;
    for (int lead = 0; lead < windows.leads; ++lead) seen = seen || windows.is_recorded(beat, lead);
    if (!seen) return labelled;
    const auto scores = std::span(scores_).subspan(row * classes_, classes_);
    const auto best = std::ranges::max_element(scores);
    labelled.probability = *best;
    labelled.label = state_.labels[static_cast<std::size_t>(best - scores.begin())];
    return labelled;
  }

  ModelState& state_;
  std::size_t classes_;
  std::vector<float> rows_, scores_;
};

}  // namespace

const Recipe recipe = {.name = "whole-recording",
                       .what = "the features of a beat next to all others of its recording",
                       .normalisation = "features 1",
                       .signal_channels = 0,
                       .width = 108,
                       .rate = window_rate};

bool labels_whole(const Model& model) {
  return model.recipe() == recipe.name;
}

std::vector<LabelledBeat> label(Recording& recording, const Model& model, const std::vector<int>& leads,
                                const std::vector<std::int64_t>& peaks) {
  WindowCutter cutter(recording, leads);
  Labels labels(model);
  BeatWindows windows;
  std::vector<LabelledBeat> beats;
  beats.reserve(peaks.size());
  std::size_t held_from = 0;  // the first beat whose window is held
  for (std::size_t first = 0; first < peaks.size(); first += part_beats) {
    // A short rest joins the last part.
    std::size_t last = std::min(peaks.size(), first + part_beats);
    if (peaks.size() - last < part_beats / 2) last = peaks.size();
    const std::size_t held_to = std::min(peaks.size(), last + margin_beats);
    const std::size_t keep_from = first > margin_beats ? first - margin_beats : 0;
    drop_before(keep_from - held_from, windows);
    held_from = keep_from;
    const std::size_t cut = held_from + windows.beats();
    cutter.cut(std::span(peaks).subspan(cut, held_to - cut), windows);
    labels.append(windows, std::span(peaks).subspan(held_from), first - held_from, last - held_from, beats);
    if (last == peaks.size()) break;
  }
  return beats;
}

}  // namespace rwave::whole
