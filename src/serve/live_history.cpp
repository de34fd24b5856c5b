#include "serve/live_history.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "rhythm/rhythm_output.h"

namespace rwave::serve {

using Json = nlohmann::ordered_json;

namespace {

// Of a sampling clock, as a share: what a stream gains on this machine's clock in days is no backlog.
constexpr double clock_error = 1e-3;

std::string utc_text(std::chrono::system_clock::time_point time) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
  return fmt::format("{:%FT%T}.{:03}Z", fmt::gmtime(static_cast<std::time_t>(ms / 1000)), ms % 1000);
}

bool is_run(RhythmKind kind) {
  return kind == RhythmKind::VentricularTachycardia || kind == RhythmKind::IdioventricularRhythm;
}

}  // namespace

Json live_beat_json(const LabelledBeat& beat) {
  return {{"sample", beat.sample},
          {"label", std::string(1, beat.label)},
          {"probability", std::round(beat.probability * 1e4) / 1e4}};
}

Json live_episode_json(const Episode& episode, bool ended, double rate) {
  return {{"episode", episode_json(episode, rate)}, {"text", name_of(episode.kind).text}, {"ended", ended}};
}

LiveHistory::LiveHistory(double rate, std::size_t leads)
    : rate_(rate),
      leads_(leads),
      capacity_(static_cast<std::int64_t>(seconds_kept * rate)),
      started_(std::chrono::system_clock::now()),
      started_steady_(std::chrono::steady_clock::now()) {
  ring_.resize(static_cast<std::size_t>(capacity_) * leads_);
}

// A ring: a stream of weeks takes the memory of a minute. The page asks for what it has not yet drawn.
void LiveHistory::push(std::span<const float> frames) {
  for (std::size_t at = 0; at + leads_ <= frames.size(); at += leads_) {
    // The stream's clock begins with its first block: a connection may have been made long before.
    if (frames_ == 0) {
      started_ = std::chrono::system_clock::now();
      started_steady_ = std::chrono::steady_clock::now();
    }
    const std::size_t place = static_cast<std::size_t>(frames_ % capacity_) * leads_;
    std::copy_n(frames.begin() + static_cast<std::ptrdiff_t>(at), leads_,
                ring_.begin() + static_cast<std::ptrdiff_t>(place));
    ++frames_;
  }
  const double elapsed =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started_steady_).count();
  ahead_ = std::max(ahead_, static_cast<double>(frames_) / rate_ - elapsed);
  outran_ = outran_ || ahead_ > seconds_kept + clock_error * elapsed;
}

std::optional<std::string> LiveHistory::begun() const {
  if (outran_) return std::nullopt;
  return utc_text(started_ - std::chrono::duration_cast<std::chrono::system_clock::duration>(
                                 std::chrono::duration<double>(ahead_)));
}

void LiveHistory::add(const LabelledBeat& beat) {
  ++beats_;
  ++counts_[beat.label];
  recent_.push_back(beat);
  while (!recent_.empty() && recent_.front().sample < frames_ - capacity_) recent_.pop_front();
}

void LiveHistory::add(const EpisodeEvent& event) {
  const Episode& episode = event.episode;
  open_.erase(episode.kind);
  // A run of V beats is named by its rate, which may have changed until it ends.
  if (is_run(episode.kind))
    std::erase_if(open_,
                  [&](const auto& one) { return is_run(one.first) && one.second.first == episode.first; });
  if (!event.ended) {
    open_[episode.kind] = episode;
    if (episode.kind != RhythmKind::VentricularFibrillation) return;
    for (; !recent_.empty() && recent_.back().sample >= episode.first; recent_.pop_back()) {
      --beats_;
      --counts_[recent_.back().label];
    }
    return;
  }
  ended_.push_back(episode);
  if (ended_.size() > episodes_kept) ended_.pop_front();
}

std::vector<float> LiveHistory::signal(std::int64_t& first) const {
  // What has left the ring is not an error: the client learns from the header where the answer begins.
  first = std::clamp(first, std::max<std::int64_t>(0, frames_ - capacity_), frames_);
  std::vector<float> frames;
  frames.reserve(static_cast<std::size_t>(frames_ - first) * leads_);
  for (std::int64_t frame = first; frame < frames_; ++frame) {
    const std::size_t place = static_cast<std::size_t>(frame % capacity_) * leads_;
    for (std::size_t lead = 0; lead < leads_; ++lead) frames.push_back(ring_[place + lead]);
  }
  return frames;
}

void LiveHistory::describe(Json& state) const {
  state["started"] = utc_text(started_);
  const auto begun = this->begun();
  state["begun"] = begun ? Json(*begun) : Json(nullptr);
  Json counts = Json::object();
  for (const char label : {'N', 'S', 'V', 'F', 'Q'}) {
    const auto found = counts_.find(label);
    counts[std::string(1, label)] = found == counts_.end() ? 0 : found->second;
  }
  state["counts"] = counts;
  Json beats = Json::array(), ended = Json::array(), open = Json::array();
  for (const LabelledBeat& beat : recent_) beats.push_back(live_beat_json(beat));
  for (const Episode& episode : ended_) ended.push_back(live_episode_json(episode, true, rate_));
  for (const auto& [kind, episode] : open_) open.push_back(live_episode_json(episode, false, rate_));
  state["beats_kept"] = beats;
  state["episodes"] = ended;
  state["open"] = open;
}

}  // namespace rwave::serve
