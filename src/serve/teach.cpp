// The rest of a recording labelled by what the reviewed beats teach (rwave/adapt.h).
#include <algorithm>
#include <map>

#include "serve/review.h"

namespace rwave::serve {

// Fills `edit.taught`. The beats that a person has seen teach and keep their labels; beats are told by their
// frames, so that labels of another version of the program can still be taught where the beats are the same.
void Review::teach(Edit& edit, const Labels& labels) {
  const std::lock_guard lock(teach_mutex_);
  std::vector<TaughtBeat> taught;
  for (const std::int64_t id : labels.order()) {
    const ReviewBeat& beat = labels.beats()[static_cast<std::size_t>(id)];
    if (!beat.has(beat_reviewed) || beat.has(beat_rejected)) continue;
    if (taught.empty() || taught.back().sample != beat.sample) taught.push_back({beat.sample, beat.label});
  }
  if (taught.empty()) refuse_unfit("no beat has been reviewed: review some, then they can teach the rest");
  // Features of all beats take seconds and do not depend on labels, so they are kept for the next
  // time.
  if (!adapter_) {
    const std::unique_ptr<Recording> recording = open_recording(entry_.path, entry_.open);
    adapter_.emplace(*recording, model_.empty() ? Model::shipped_whole(1) : Model::load(model_, 1));
  }
  std::map<std::int64_t, char> learnt;
  for (const LabelledBeat& beat : adapter_->adapt(taught)) learnt[beat.sample] = beat.label;
  std::map<char, std::vector<std::int64_t>> changed;
  for (std::int64_t id = 0; id < static_cast<std::int64_t>(labels.beats().size()); ++id) {
    const ReviewBeat& beat = labels.beats()[static_cast<std::size_t>(id)];
    const auto found = learnt.find(beat.sample);
    if (!labels.is_there(id) || beat.has(beat_reviewed) || found == learnt.end() ||
        found->second == beat.label)
      continue;
    changed[found->second].push_back(id);
  }
  for (const auto& [label, ids] : changed) edit.taught.emplace_back(label, ranges_of(ids));
}

}  // namespace rwave::serve
