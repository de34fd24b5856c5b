#pragma once
// The base of the stream cutters: a queue of R peaks that wait for the samples and the R peaks after them.
//
// A recipe's own cutter says when the front of the queue is complete and makes its row; the queue, the ring
// of recent samples and the watermark are the same in all of them and kept here.

#include <algorithm>
#include <deque>
#include <limits>
#include <span>
#include <utility>

#include "beat/cutter.h"
#include "beat/lead_buffer.h"

namespace rwave {

class WaitingCutter : public BeatCutter {
 public:
  // What a BeatCutter does, the same for every recipe.
  void add_beat(std::int64_t sample) override {
    waiting_.push_back(sample);
    check_at_ = 0;
  }
  void set_watermark(std::int64_t sample) override {
    watermark_ = std::max(watermark_, sample);
    check_at_ = 0;
  }
  void finish() override {
    finished_ = true;
    cut_complete();
  }
  void take(CutRows& out) override {
    cut_complete();
    out.beats.insert(out.beats.end(), ready_.beats.begin(), ready_.beats.end());
    out.valid.insert(out.valid.end(), ready_.valid.begin(), ready_.valid.end());
    out.values.insert(out.values.end(), ready_.values.begin(), ready_.values.end());
    // Their memory stays for the next ones.
    ready_.beats.clear();
    ready_.valid.clear();
    ready_.values.clear();
  }

 protected:
  // `keep`: samples of the lead that a row may reach back over.
  explicit WaitingCutter(std::int64_t keep) : buffer_(keep) {}

  // Moves the beats that wait for nothing more from waiting_ to ready_, and sets check_at_.
  virtual void cut_complete() = 0;

  // Where R peaks are known beforehand, beats become complete within one long call: they are cut there and
  // then, as their samples would be gone from the ring at its end.
  void push_samples(std::span<const float> samples) {
    while (!samples.empty()) {
      // The search happens when a row can be complete.
      const std::int64_t until = std::max<std::int64_t>(1, check_at_ - buffer_.end());
      const auto count = static_cast<std::int64_t>(samples.size());
      const auto taken = static_cast<std::size_t>(waiting_.empty() ? count : std::min(count, until));
      buffer_.push(samples.first(taken));
      if (!waiting_.empty() && buffer_.end() >= check_at_) cut_complete();
      samples = samples.subspan(taken);
    }
  }

  // The lead's recent samples, as far back as a row may reach.
  LeadBuffer buffer_;
  // R peaks without a row yet, oldest first.
  std::deque<std::int64_t> waiting_;
  // No R peak before this sample is still to come.
  std::int64_t watermark_ = 0;
  // The front beat cannot be complete with fewer samples, as long as no other beat and no later watermark is
  // given: `never`, where it waits for those alone. A comparison instead of a search for complete beats.
  std::int64_t check_at_ = 0;
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
  // The lead has ended: nothing that is missing will come.
  bool finished_ = false;
  // Rows that take() has not handed out yet.
  CutRows ready_;
};

}  // namespace rwave
