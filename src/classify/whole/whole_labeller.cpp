#include "classify/whole/whole_labeller.h"

#include <algorithm>
#include <span>

#include "beat/aami.h"
#include "classify/model.h"
#include "classify/whole/beat_features.h"
#include "classify/whole/label_rules.h"
#include "classify/whole/lead_votes.h"

namespace rwave::whole {
namespace {

// A part is compared with itself alone: four hours of a resting heart tell what is usual, and a week takes no
// more memory than they do.
constexpr std::size_t part_beats = 16000, margin_beats = 800;
constexpr std::size_t rows_at_once = 256;
// Probability by all leads from which on no lead is asked by itself: on the folds no such label changed.
constexpr float sure_together = 0.98F;

// Drops the beats before `first`.
void drop_before(std::size_t first, BeatWindows& windows) {
  const std::size_t leads = first * static_cast<std::size_t>(windows.leads);
  windows.times.erase(windows.times.begin(), windows.times.begin() + static_cast<std::ptrdiff_t>(first));
  windows.recorded.erase(windows.recorded.begin(),
                         windows.recorded.begin() + static_cast<std::ptrdiff_t>(leads));
  windows.spikes.erase(windows.spikes.begin(), windows.spikes.begin() + static_cast<std::ptrdiff_t>(leads));
  const std::size_t others = first * static_cast<std::size_t>(windows.spike_leads);
  windows.other_spikes.erase(windows.other_spikes.begin(),
                             windows.other_spikes.begin() + static_cast<std::ptrdiff_t>(others));
  windows.values.erase(windows.values.begin(),
                       windows.values.begin() + static_cast<std::ptrdiff_t>(leads * window_samples));
}

class Labels {
 public:
  Labels(const Model& model, const PartVisitor& visit, int samples_per_frame)
      : state_(ModelState::of(model)),
        visit_(visit),
        samples_per_frame_(samples_per_frame),
        classes_(state_.labels.size()) {}

  // Labels of the beats [first, last) of `windows`, which lie at peaks[first], ... .
  void append(const BeatWindows& windows, std::span<const std::int64_t> peaks, std::size_t first,
              std::size_t last, std::vector<LabelledBeat>& out) {
    const ShapeGroups groups = group_by_shape(windows);
    const PartMeasures part(windows, groups);
    const FeatureTable table = beat_features(part);
    const std::size_t place = out.size();
    // All beats, those of the margins too: whether the atria fibrillate is seen around.
    ask_trees(table, part.asked, scores_);
    decisions_.resize(last - first);
    for (std::size_t beat = first; beat < last; ++beat)
      decisions_[beat - first].by_trees = likeliest(scores_of(beat), state_.labels);
    if (windows.leads > 1) let_leads_vote(part, table);
    const LabelRules rules(part, table, state_.labels, scores_);
    for (std::size_t beat = first; beat < last; ++beat)
      out.push_back(rules.label(beat, peaks[beat], scores_of(beat), decisions_[beat - first]));
    if (!visit_) return;
    probabilities_.clear();
    append_probabilities(std::span(scores_).subspan(first * classes_, (last - first) * classes_));
    visit_({windows, groups, table, first, last, place, samples_per_frame_, probabilities_,
            std::span(out).subspan(place), decisions_});
  }

 private:
  // What the trees say of these beats: a row of scores for each of them.
  void ask_trees(const FeatureTable& table, std::span<const std::size_t> beats, std::vector<float>& scores) {
    const std::size_t width = table.columns.size();
    rows_.resize(rows_at_once * width);
    scores.resize(beats.size() * classes_);
    // Features lie by column, as they are computed; trees take rows. A batch of rows is put together at a
    // time.
    for (std::size_t from = 0; from < beats.size(); from += rows_at_once) {
      const std::span batch = beats.subspan(from, std::min(rows_at_once, beats.size() - from));
      for (std::size_t column = 0; column < width; ++column)
        for (std::size_t i = 0; i < batch.size(); ++i)
          rows_[i * width + column] = table.columns[column][batch[i]];
      state_.network.run(std::span(rows_).first(batch.size() * width),
                         std::span(scores).subspan(from * classes_, batch.size() * classes_));
    }
  }

  // Each lead by itself has a vote, all together as much as those of the leads. A lead that does not show a
  // beat has none, and a beat of which all leads together are sure is not put to the vote.
  void let_leads_vote(const PartMeasures& part, const FeatureTable& together) {
    const BeatWindows& windows = part.in.windows;
    std::vector<std::size_t> asked;
    for (std::size_t beat = 0; beat < windows.beats(); ++beat)
      if (std::ranges::max(scores_of(beat)) < sure_together) asked.push_back(beat);
    if (asked.empty()) return;
    LeadVotes votes(asked.size(), classes_);
    for (std::size_t k = 0; k < asked.size(); ++k) votes.add(k, scores_of(asked[k]), 1);
    for (int lead = 0; lead < windows.leads; ++lead) {
      const BeatWindows alone = one_lead(windows, lead);
      const ShapeGroups groups = group_by_shape(alone);
      ask_trees(beat_features(PartMeasures(alone, groups, part.intervals, asked), &together), asked,
                of_lead_);
      for (std::size_t k = 0; k < asked.size(); ++k)
        if (windows.is_recorded(asked[k], lead))
          votes.add(k, std::span(of_lead_).subspan(k * classes_, classes_),
                    1.F / static_cast<float>(windows.leads));
    }
    for (std::size_t k = 0; k < asked.size(); ++k) votes.result(k, scores_of(asked[k]));
  }

  std::span<float> scores_of(std::size_t beat) {
    return std::span(scores_).subspan(beat * classes_, classes_);
  }

  // In the order of the classes, whatever that of the model's outputs is.
  void append_probabilities(std::span<const float> scores) {
    const std::size_t begin = probabilities_.size();
    probabilities_.resize(begin + scores.size() / classes_ * beat_classes, 0);
    for (std::size_t i = 0; i < scores.size(); ++i) {
      const auto found =
          std::ranges::find(beat_class_names, std::string_view(&state_.labels[i % classes_], 1));
      probabilities_[begin + i / classes_ * beat_classes +
                     static_cast<std::size_t>(found - beat_class_names.begin())] = scores[i];
    }
  }

  ModelState& state_;
  const PartVisitor& visit_;
  int samples_per_frame_;
  std::size_t classes_;
  std::vector<float> rows_, scores_, of_lead_, probabilities_;
  std::vector<Decision> decisions_;  // of the part's own beats
};

}  // namespace

const Recipe recipe = {.name = "whole-recording",
                       .what = "the features of a beat next to all others of its recording",
                       .normalisation = "features 3",
                       .signal_channels = 0,
                       .width = 190,
                       .rate = window_rate};

bool labels_whole(const Model& model) {
  return model.recipe() == recipe.name;
}

std::vector<LabelledBeat> label(Recording& recording, const Model& model, const std::vector<int>& leads,
                                const std::vector<std::int64_t>& peaks, const PartVisitor& visit,
                                const std::vector<int>& spike_leads,
                                std::span<const HeartlessLead> heartless) {
  WindowCutter cutter(recording, leads, spike_leads);
  cutter.leave_out(heartless);
  const auto lead = static_cast<std::size_t>(leads.front());
  Labels labels(model, visit, recording.info().signals.at(lead).samples_per_frame);
  BeatWindows windows;
  // Room for the largest part that may come. What is not used of it takes no memory; growing would hold a
  // part twice for a moment.
  const std::size_t most_held = std::min(peaks.size(), part_beats + part_beats / 2 + 2 * margin_beats);
  windows.values.reserve(most_held * leads.size() * window_samples);
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
