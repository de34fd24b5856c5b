#include "classify/beat_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "classify/whole/whole_labeller.h"
#include "rwave/error.h"

namespace rwave {
namespace {

const Model& for_streams(const Model& model) {
  if (whole::labels_whole(model))
    throw Error(model.file(),
                "labels whole recordings: it looks at what follows a beat for minutes. A stream takes a live "
                "model (rwave export; without --model the shipped one)");
  return model;
}

}  // namespace

BeatStream::BeatStream(const Model& model, double rate, LeadColumns columns, std::size_t batch)
    : columns_(std::move(columns)),
      detector_(rate, static_cast<int>(columns_.detect.size())),
      passing_(rate, columns_.detect.size()),
      labeller_(for_streams(model), rate, static_cast<int>(columns_.label.size()), batch) {
  // Not before the detector has refused what is no rate: a NaN cannot be converted.
  delay_ = static_cast<std::int64_t>(std::ceil(Detector::longest_delay * rate));
  step_size_ = static_cast<std::size_t>(std::lround(BeatStream::step_seconds * rate)) *
               static_cast<std::size_t>(columns_.count);
}

void BeatStream::push(std::span<const float> frames) {
  if (finished_) throw Error("samples after the end of the recording");
  if (frames.size() % static_cast<std::size_t>(columns_.count) != 0)
    throw Error(fmt::format("{} samples are no whole number of frames of {}", frames.size(), columns_.count));
  while (!frames.empty()) {
    // Whole steps go through without a copy, as when a file is read.
    if (waiting_.empty() && frames.size() >= step_size_) {
      step(frames.first(step_size_));
      frames = frames.subspan(step_size_);
      continue;
    }
    const std::size_t taken = std::min(frames.size(), step_size_ - waiting_.size());
    waiting_.insert(waiting_.end(), frames.begin(), frames.begin() + static_cast<std::ptrdiff_t>(taken));
    frames = frames.subspan(taken);
    if (waiting_.size() < step_size_) break;
    step(waiting_);
    waiting_.clear();
  }
  labeller_.take(beats);
}

void BeatStream::finish() {
  if (std::exchange(finished_, true)) return;
  if (!waiting_.empty()) step(std::exchange(waiting_, {}));
  detector_.finish();
  take();
  labeller_.finish();
  labeller_.take(beats);
}

void BeatStream::step(std::span<const float> frames) {
  const auto count = static_cast<std::size_t>(columns_.count);
  // The columns in their order, as of one lead, need no copy.
  const auto chosen = [&](const std::vector<int>& columns, std::vector<float>& room) {
    bool as_they_come = columns.size() == count;
    for (std::size_t at = 0; as_they_come && at < count; ++at)
      as_they_come = columns[at] == static_cast<int>(at);
    if (as_they_come) return frames;
    room.clear();
    for (std::size_t at = 0; at < frames.size(); at += count)
      for (const int column : columns) room.push_back(frames[at + static_cast<std::size_t>(column)]);
    return std::span<const float>(room);
  };
  const std::span<const float> detected = chosen(columns_.detect, detect_);
  passing_.push(detected);
  detector_.push(detected);
  frames_ += static_cast<std::int64_t>(frames.size() / count);
  take();
  // The detector reports a peak at most `delay_` late. Before this sample all peaks are known, and
  // only then may a beat's next neighbour be taken for its next.
  labeller_.set_watermark(frames_ - delay_);
  labeller_.push(chosen(columns_.label, label_));
}

void BeatStream::take() {
  for (const std::int64_t peak : detector_.take_peaks())
    if (!passing_.is_wave(peak)) labeller_.add_beat(peak);
  for (const SampleSpan& span : detector_.take_unanalyzable()) unanalyzable.push_back(span);
}

}  // namespace rwave
