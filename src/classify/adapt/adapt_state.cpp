#include "classify/adapt/adapt_state.h"

#include <algorithm>
#include <cmath>

#include "classify/classify_parts.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// A day has 100,000 beats of some 100 features: a byte for each is 10 MB where floats would be 40.
// Four steps of rounding in a distance over all features change nothing that can be measured
// against three labels.
constexpr float steps = 32;      // of a standard deviation: a byte holds four of them on each side
constexpr float furthest = 127;  // steps; farther out is as far
constexpr float least_feature_spread =
    1e-3F;  // of a feature; one that hardly varies must not count as others do
constexpr float least_class_probability =
    1e-2F;  // of a class: what the trees rule out a person may still teach

constexpr float paced_probability = 0.95F;  // of Q for a beat with a pacing spike

// Features of the beats before and after, "rr_to_far-2": with them beats of one kind lie apart for what
// their neighbours are, and three taught beats reach fewer (on the folds the others alone do as well).
bool of_neighbour(const std::string& name) {
  return name.size() > 2 && (name[name.size() - 2] == '-' || name[name.size() - 2] == '+');
}

}  // namespace

// By the first part, 16,000 beats or the whole recording: all parts are compared with one another.
// By the recording's own spread: what is far apart in one patient is near in another. A table of
// spreads over all patients was no better (results/log.md).
void Adapter::State::standardise(const whole::LabelledPart& part) {
  for (std::size_t c = 0; c < part.features.names.size(); ++c) {
    if (of_neighbour(part.features.names[c])) continue;
    double sum = 0, squares = 0;
    for (const float value : part.features.columns[c]) {
      sum += value;
      squares += static_cast<double>(value) * value;
    }
    const auto count = static_cast<double>(part.features.columns[c].size());
    const double mean = sum / count;
    columns_.push_back(c);
    means_.push_back(static_cast<float>(mean));
    scales_.push_back(steps / (static_cast<float>(std::sqrt(std::max(0.0, squares / count - mean * mean))) +
                               least_feature_spread));
  }
  width = columns_.size();
}

void Adapter::State::add(const whole::LabelledPart& part) {
  if (columns_.empty()) standardise(part);
  for (std::size_t beat = part.first; beat < part.last; ++beat) {
    const int group = part.groups.group[beat];
    groups.push_back(group < 0 ? -1 : group + groups_so_far_);
    ClassScores& beat_scores = scores.emplace_back();
    // The trees do not see the spike of a paced beat.
    const bool paced = part.labels[beat - part.first].label == '/';
    for (std::size_t c = 0; c < beat_classes; ++c)
      beat_scores[c] = paced
                           ? std::log(c + 1 == beat_classes ? paced_probability : (1 - paced_probability) / 4)
                           : std::log(std::max(part.probabilities[(beat - part.first) * beat_classes + c],
                                               least_class_probability));
    for (std::size_t k = 0; k < width; ++k) {
      const float value = (part.features.columns[columns_[k]][beat] - means_[k]) * scales_[k];
      features.push_back(static_cast<std::int8_t>(std::lround(std::clamp(value, -furthest, furthest))));
    }
  }
  groups_so_far_ += part.groups.count;
}

Adapter::Adapter(Recording& recording, const Model& model, const ClassificationOptions& options)
    : state_(std::make_unique<State>()) {
  if (!whole::labels_whole(model))
    throw UsageError(model.file() +
                     " is a model for streams: beats are taught next to all others of their recording, so a "
                     "model of whole recordings is needed (leave --model out)");
  const RecordingInfo& info = recording.info();
  state_->source = info.source;
  state_->rate = info.rate;
  state_->frames = info.frames;
  state_->unknown_below = options.unknown_below;
  state_->classification =
      classify_parts(recording, model, options, [&](const whole::LabelledPart& part) { state_->add(part); });
}

Adapter::Adapter(Adapter&&) noexcept = default;
Adapter& Adapter::operator=(Adapter&&) noexcept = default;
Adapter::~Adapter() = default;

const Classification& Adapter::classification() const {
  return state_->classification;
}

const std::vector<LabelledBeat>& Adapter::beats() const {
  return state_->classification.beats;
}

const std::vector<int>& Adapter::groups() const {
  return state_->groups;
}

}  // namespace rwave
