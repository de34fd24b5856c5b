#pragma once
// Live streams: samples in as they are measured, labels and rhythm out as events.

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "classify/live_rhythm.h"
#include "serve/events.h"
#include "serve/exchange.h"

namespace rwave::serve {

// The labels are those of `rwave classify -`, with the same delay. Memory is constant: a minute of signal,
// and events that a listener has not yet taken. Any thread may call; samples of one stream come from one
// sender as a rule, and two are let in one after the other, block by block.
class LiveStream {
 public:
  static constexpr double seconds_kept = 60;  // of signal, for who draws it
  static constexpr int most_leads = 3;        // sent; the first two are labelled

  // Throws Error where the rate is out of the Detector's range.
  LiveStream(std::string name, double rate, int leads);

  // Frames in mV, frame after frame; NaN = not recorded. A whole number of frames, else Refused (400).
  void push(std::span<const float> frames);
  void finish();

  bool ended() const;
  double rate() const { return rate_; }
  int leads() const { return static_cast<int>(leads_); }
  const std::shared_ptr<Events>& events() const { return events_; }
  nlohmann::ordered_json json() const;

  // Frames kept from `first` on; `first` is set to the one that is really the first.
  std::vector<float> signal(std::int64_t& first) const;

 private:
  // Publishes what the labeller has given since the last call.
  void tell();
  nlohmann::ordered_json json_locked() const;

  std::string name_;
  double rate_;
  std::size_t leads_, labelled_;
  mutable std::mutex mutex_;
  LiveRhythm labels_;
  std::vector<float> ring_;  // frames, `capacity_` of them
  std::int64_t capacity_, frames_ = 0, beats_ = 0;
  bool ended_ = false;
  std::shared_ptr<Events> events_ = std::make_shared<Events>();
};

// All live streams of a server, by name.
class LiveStreams {
 public:
  // `most`: streams at once; 0: none are taken over HTTP.
  explicit LiveStreams(int most) : most_(most) {}

  // A stream of that name; null where there is none.
  std::shared_ptr<LiveStream> find(const std::string& name) const;
  // Makes it; one of that name that has ended gives way. Throws Refused (429) where there are too many.
  std::shared_ptr<LiveStream> make(const std::string& name, double rate, int leads, bool own = false);

  // The replies of /api/live.
  Reply list() const;
  Reply handle(const Request& request);

  bool taken() const { return most_ > 0; }
  bool any() const;
  void close();

 private:
  Reply take_samples(const Request& request, const std::string& name);

  int most_;
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<LiveStream>> streams_;
};

}  // namespace rwave::serve
