#pragma once
// Live streams: samples in as they are measured, labels and rhythm out as events.

#include <atomic>
#include <chrono>
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
#include "serve/live_history.h"

namespace rwave::serve {

// The labels are those of `rwave classify -`, with the same delay. Memory is constant: a minute of signal,
// and events that a listener has not yet taken. Any thread may call; samples of one stream come from one
// sender as a rule, and two are let in one after the other, block by block.
class LiveStream {
 public:
  // Sent; the first two are labelled.
  static constexpr int most_leads = 3;
  // mV, as of a table on standard input: what is greater is a fault of the sender and no voltage.
  static constexpr double greatest_sample = 2147483647;

  // `rate` in Hz, `leads` 1 to most_leads. Loads the labeller that ships. Throws Error where the rate is
  // out of the Detector's range.
  LiveStream(std::string name, double rate, int leads);

  // Frames in mV, frame after frame; NaN = not recorded. A whole number of frames, none beyond
  // greatest_sample, else Refused (400) and none of them is taken; 410 after finish(). Returns when they are
  // labelled as far as the delay allows.
  void push(std::span<const float> frames);
  // Refuses (400) frames of which one is beyond greatest_sample; `first`: number of the first frame, to say
  // it.
  static void check(std::span<const float> frames, int leads, std::int64_t first);
  // The stream ends: the beats that were waiting come out, then an event "end". A second call does nothing.
  // `error`: why its input ended before its time, in one line; states have it from then on.
  void finish(const std::string& error = "");

  bool ended() const;
  // When finish() was called, by a clock that nobody sets; of an ended stream.
  std::chrono::steady_clock::time_point ended_at() const;
  // Since the last block of samples, or since the stream was made.
  std::chrono::steady_clock::duration silent_for() const;
  double rate() const { return rate_; }
  int leads() const { return static_cast<int>(leads_); }
  // "beats", "rhythm" and "end", as openapi.json describes them.
  const std::shared_ptr<Events>& events() const { return events_; }
  // Name, rate, leads, and how far the stream is.
  nlohmann::ordered_json json() const;
  // The same with all that a page needs which opens the stream now (LiveHistory::describe).
  nlohmann::ordered_json state() const;

  // As LiveHistory::signal().
  std::vector<float> signal(std::int64_t& first) const;
  // As LiveHistory::begun().
  std::optional<std::string> begun() const;

 private:
  // Publishes what the labeller has given since the last call.
  void tell();
  // json() for who holds the lock.
  nlohmann::ordered_json json_locked() const;

  std::string name_;
  double rate_;
  std::size_t leads_, labelled_;
  // One block of samples at a time passes through the labeller.
  mutable std::mutex mutex_;
  // Of the first `labelled_` leads of the stream.
  LiveRhythm labels_;
  LiveHistory history_;
  std::atomic<bool> ended_ = false;
  std::chrono::steady_clock::time_point ended_at_;
  // Asked for by other threads while a block is labelled, which must not keep them waiting.
  std::atomic<std::chrono::steady_clock::time_point> last_push_ = std::chrono::steady_clock::now();
  std::string error_;
  std::shared_ptr<Events> events_ = std::make_shared<Events>();
};

// All live streams of a server, by name.
class LiveStreams {
 public:
  // A sender of larger blocks than this begins another stream with each.
  static constexpr std::chrono::minutes longest_silence{10};

  // `most`: streams at once; 0: none are taken over HTTP. `silence`: a client's stream to which nothing came
  // for so long is ended, as its sender has gone; what comes later under its name is another stream.
  explicit LiveStreams(int most, std::chrono::steady_clock::duration silence = longest_silence)
      : most_(most), silence_(silence) {}

  // A stream of that name; null where there is none. Ends it where it has been silent for too long.
  std::shared_ptr<LiveStream> find(const std::string& name) const;
  // Makes it; one of that name that has ended gives way, and where there are too many the one that ended
  // first. Throws Refused: 429 where all others go on, 409 where that name's does or is the input's.
  // `own`: the stream on standard input (`rwave serve --live`), which does not count against `most`.
  std::shared_ptr<LiveStream> make(const std::string& name, double rate, int leads, bool own = false);

  // A stream of that name will come on standard input: the list says so from now on, and the name is kept for
  // it. Throws UsageError where it is no name.
  void announce(const std::string& name);
  // That input has ended; `error` as LiveStream::finish(). Also where it ended before a stream was made.
  void end_input(const std::string& error);

  // The replies of /api/live: the list, and of one stream its state, signal, events and samples.
  Reply list() const;
  Reply handle(const Request& request);

  // Whether clients may send streams, and whether there is any or one is announced, so that the page shows
  // the part.
  bool taken() const { return most_ > 0; }
  bool any() const;
  // Ends all event streams; the streams themselves stay until the object goes.
  void close();

 private:
  // POST /api/live/NAME/samples: float32 little-endian frames, labelled block by block as they come in.
  Reply take_samples(const Request& request, const std::string& name);
  // Throws Refused (409) where the name is that of the input, which has not ended. Of who holds the lock.
  void refuse_input(const std::string& name) const;
  // Whether it is, or was, the stream on standard input. Of who holds the lock.
  bool is_input(const std::shared_ptr<LiveStream>& stream) const {
    return input_ && input_->stream == stream;
  }
  // Ends clients' streams whose senders have gone. Of who holds the lock.
  void end_silent() const;
  // Lets ended streams of clients go until there is a place for one more; Refused (429) where there is none.
  void make_room();
  // The announced stream for the list: name, state, error.
  nlohmann::ordered_json input_json() const;

  // Standard input as a sender.
  struct Input {
    std::string name;
    // Null before its first sample.
    std::shared_ptr<LiveStream> stream;
    bool ended = false;
    std::string error;
  };

  int most_;
  std::chrono::steady_clock::duration silence_;
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<LiveStream>> streams_;
  std::optional<Input> input_;
};

}  // namespace rwave::serve
