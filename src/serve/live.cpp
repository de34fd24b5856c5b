#include "serve/live.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "classify/beat_stream.h"

namespace rwave::serve {
namespace {

using Json = nlohmann::ordered_json;

bool is_stream_name(const std::string& name) {
  return !name.empty() && name.size() <= 64 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
             std::string::npos;
}

}  // namespace

LiveStream::LiveStream(std::string name, double rate, int leads)
    : name_(std::move(name)),
      rate_(rate),
      leads_(static_cast<std::size_t>(leads)),
      labelled_(std::min<std::size_t>(leads_, 2)),
      labels_(Model::shipped(1), rate, static_cast<int>(labelled_)),
      history_(rate, leads_) {
  // A page takes the first seconds of fibrillation back by its begin; what comes later is never drawn.
  labels_.leave_out_fibrillation = true;
}

// Before any of them is taken: the sender can mend the block and send it again. An infinite voltage would
// stay in the filters for ever.
void LiveStream::check(std::span<const float> frames, int leads, std::int64_t first) {
  const auto width = static_cast<std::size_t>(leads);
  for (std::size_t at = 0; at < frames.size(); ++at)
    if (!std::isnan(frames[at]) && !(std::abs(static_cast<double>(frames[at])) <= greatest_sample))
      refuse_bad(fmt::format(
          "{:g} mV in lead {} of frame {} is too large for a sample (32 bits; NaN = not recorded): "
          "nothing from frame {} on was taken",
          frames[at], at % width + 1, first + static_cast<std::int64_t>(at / width), first));
}

// In the labeller's own steps: an event then says with which frame its beats were known, however large the
// blocks are.
void LiveStream::push(std::span<const float> frames) {
  if (frames.size() % leads_ != 0) refuse_bad("a frame is not complete");
  const std::lock_guard lock(mutex_);
  if (ended_) throw Refused(410, "gone", "the stream has ended");
  check(frames, leads(), history_.frames());
  last_push_ = std::chrono::steady_clock::now();
  const auto step = static_cast<std::int64_t>(std::lround(BeatStream::step_seconds * rate_));
  std::vector<float> labelled;
  while (!frames.empty()) {
    const auto left = static_cast<std::size_t>(step - history_.frames() % step) * leads_;
    const std::span<const float> block = frames.first(std::min(left, frames.size()));
    frames = frames.subspan(block.size());
    labelled.clear();
    for (std::size_t at = 0; at < block.size(); at += leads_)
      for (std::size_t lead = 0; lead < labelled_; ++lead) labelled.push_back(block[at + lead]);
    history_.push(block);
    // Under the lock: the labeller takes one block at a time, and a second of three leads takes it a
    // millisecond.
    labels_.push(labelled);
    tell();
  }
}

// The last beats wait for what follows them; finish labels them with what there is.
void LiveStream::finish(const std::string& error) {
  const std::lock_guard lock(mutex_);
  if (ended_) return;
  error_ = error;
  labels_.finish();
  ended_ = true;
  ended_at_ = std::chrono::steady_clock::now();
  tell();
  events_->publish("end", json_locked());
}

void LiveStream::tell() {
  if (!labels_.beats.empty()) {
    Json list = Json::array();
    for (const LabelledBeat& beat : labels_.beats) {
      list.push_back(live_beat_json(beat));
      history_.add(beat);
    }
    labels_.beats.clear();
    events_->publish("beats", {{"beats", list}, {"frames", history_.frames()}});
  }
  for (const EpisodeEvent& event : labels_.events) {
    history_.add(event);
    events_->publish("rhythm", live_episode_json(event.episode, event.ended, rate_));
  }
  labels_.events.clear();
}

bool LiveStream::ended() const {
  return ended_;
}

std::chrono::steady_clock::time_point LiveStream::ended_at() const {
  const std::lock_guard lock(mutex_);
  return ended_at_;
}

std::chrono::steady_clock::duration LiveStream::silent_for() const {
  return std::chrono::steady_clock::now() - last_push_.load();
}

Json LiveStream::json() const {
  const std::lock_guard lock(mutex_);
  return json_locked();
}

Json LiveStream::json_locked() const {
  Json json = {{"name", name_},
               {"rate", rate_},
               {"leads", leads_},
               {"frames", history_.frames()},
               {"beats", history_.beats()},
               {"ended", ended_.load()}};
  if (!error_.empty()) json["error"] = error_;
  return json;
}

Json LiveStream::state() const {
  const std::lock_guard lock(mutex_);
  Json state = json_locked();
  state["labelled_leads"] = labelled_;
  history_.describe(state);
  return state;
}

std::vector<float> LiveStream::signal(std::int64_t& first) const {
  const std::lock_guard lock(mutex_);
  return history_.signal(first);
}

std::optional<std::string> LiveStream::begun() const {
  const std::lock_guard lock(mutex_);
  return history_.begun();
}

// Asked whenever somebody asks for streams, so that no thread waits for silence. A sender that comes back
// after it must not be joined to its old samples: no interval between two beats may span the silence.
void LiveStreams::end_silent() const {
  for (const auto& [name, stream] : streams_)
    if (!is_input(stream) && !stream->ended() && stream->silent_for() > silence_)
      stream->finish(fmt::format("no samples came for {} s",
                                 std::chrono::duration_cast<std::chrono::seconds>(silence_).count()));
}

std::shared_ptr<LiveStream> LiveStreams::find(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  end_silent();
  const auto found = streams_.find(name);
  return found == streams_.end() ? nullptr : found->second;
}

bool LiveStreams::any() const {
  const std::lock_guard lock(mutex_);
  return input_ || !streams_.empty();
}

void LiveStreams::announce(const std::string& name) {
  if (!is_stream_name(name))
    throw UsageError(fmt::format(
        "'{}' cannot name a stream: up to 64 letters of ASCII, digits, '_' and '-' are expected", name));
  const std::lock_guard lock(mutex_);
  input_ = Input{name, nullptr, false, ""};
}

void LiveStreams::end_input(const std::string& error) {
  const std::lock_guard lock(mutex_);
  if (!input_) return;
  input_->ended = true;
  input_->error = error;
  if (input_->stream) input_->stream->finish(error);
}

// Of who holds the lock. A page that waits for the stream is told what became of it, also where it never
// came.
Json LiveStreams::input_json() const {
  const char* state =
      input_->ended ? (input_->error.empty() ? "ended" : "failed") : (input_->stream ? "live" : "waiting");
  Json json = {{"name", input_->name}, {"state", state}};
  if (!input_->error.empty()) json["error"] = input_->error;
  return json;
}

// Of who holds the lock.
void LiveStreams::make_room() {
  const auto clients = [&] {
    return std::ranges::count_if(streams_, [&](const auto& one) { return !is_input(one.second); });
  };
  while (clients() >= most_) {
    auto oldest = streams_.end();
    for (auto one = streams_.begin(); one != streams_.end(); ++one)
      if (!is_input(one->second) && one->second->ended() &&
          (oldest == streams_.end() || one->second->ended_at() < oldest->second->ended_at()))
        oldest = one;
    if (oldest == streams_.end())
      throw Refused(
          429, "too_many",
          fmt::format("the server takes {} live streams at once (--live-streams), and none of those "
                      "that it has has ended",
                      most_));
    // Who still listens is let go, and is told that there is no such stream when it asks again.
    oldest->second->events()->close();
    streams_.erase(oldest);
  }
}

std::shared_ptr<LiveStream> LiveStreams::make(const std::string& name, double rate, int leads, bool own) {
  const std::lock_guard lock(mutex_);
  if (!own) refuse_input(name);
  end_silent();
  const auto known = streams_.find(name);
  if (known != streams_.end() && !known->second->ended())
    throw Refused(409, "conflict", "the stream is there already");
  // First, as it may throw: no stream gives way to one that cannot be.
  auto stream = std::make_shared<LiveStream>(name, rate, leads);
  // An ended stream's name is free again, so that a monitor may reconnect.
  if (known != streams_.end()) streams_.erase(known);
  if (!own) make_room();
  streams_.emplace(name, stream);
  if (own && input_) input_->stream = stream;
  // What became of the input is no longer the state of that name: a client streams under it.
  if (!own && input_ && input_->name == name) input_.reset();
  return stream;
}

Reply LiveStreams::list() const {
  Json list = Json::array();
  const std::lock_guard lock(mutex_);
  end_silent();
  for (const auto& [name, stream] : streams_) list.push_back(stream->json());
  Json reply = {{"streams", list}};
  if (input_) reply["input"] = input_json();
  return json_reply(reply);
}

void LiveStreams::close() {
  const std::lock_guard lock(mutex_);
  for (const auto& [name, stream] : streams_) stream->events()->close();
}

Reply LiveStreams::handle(const Request& request) {
  const auto& parts = request.parts;
  if (parts.size() == 2 && request.method != "POST") return list();
  if (parts.size() < 3 || parts.size() > 4 || !is_stream_name(parts[2]))
    refuse_unknown("there is nothing under this address");
  const std::string what = parts.size() == 4 ? parts[3] : "";
  if (what == "samples") {
    if (request.method != "POST") throw Refused(405, "method_not_allowed", "samples are sent by POST");
    return take_samples(request, parts[2]);
  }
  if (request.method == "POST")
    throw Refused(405, "method_not_allowed", "this address does not take the method");
  const auto stream = find(parts[2]);
  if (!stream) refuse_unknown("there is no such stream");
  if (parts.size() == 3) return json_reply(stream->state());
  Reply reply;
  if (what == "events") {
    reply.events = stream->events()->subscribe([&] { return event_text("state", stream->state()); });
  } else if (what == "signal") {
    std::int64_t first = request.number("first", 0, 0, std::int64_t{1} << 53);
    const std::vector<float> frames = stream->signal(first);
    reply.type = "application/octet-stream";
    reply.body.assign(reinterpret_cast<const char*>(frames.data()), frames.size() * sizeof(float));
    reply.headers.emplace_back("X-First-Frame", std::to_string(first));
    if (const auto begun = stream->begun()) reply.headers.emplace_back("X-Begun", *begun);
  } else {
    refuse_unknown("there is nothing under this address");
  }
  return reply;
}

}  // namespace rwave::serve
