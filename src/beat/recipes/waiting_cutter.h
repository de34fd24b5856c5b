#pragma once
// What cutters have in common: beats that wait for the samples and beats after them.

#include <algorithm>
#include <deque>
#include <utility>

#include "beat/cutter.h"
#include "beat/lead_buffer.h"

namespace rwave {

class WaitingCutter : public BeatCutter {
 public:
  void add_beat(std::int64_t sample) override { waiting_.push_back(sample); }
  void settle(std::int64_t sample) override { settled_ = std::max(settled_, sample); }
  void finish() override {
    finished_ = true;
    cut_complete();
  }
  void take(CutRows& out) override {
    cut_complete();
    out.beats.insert(out.beats.end(), ready_.beats.begin(), ready_.beats.end());
    out.whole.insert(out.whole.end(), ready_.whole.begin(), ready_.whole.end());
    out.values.insert(out.values.end(), ready_.values.begin(), ready_.values.end());
    ready_ = {};
  }

 protected:
  explicit WaitingCutter(std::int64_t keep) : buffer_(keep) {}

  // Moves the beats that wait for nothing more from waiting_ to ready_, and sets check_at_.
  virtual void cut_complete() = 0;

  // Told beforehand, beats become complete within a long call, and their samples must still be there then.
  void push_sample(float sample) {
    buffer_.push(sample);
    if (!waiting_.empty() && buffer_.end() >= check_at_) cut_complete();
  }

  LeadBuffer buffer_;
  std::deque<std::int64_t> waiting_;
  std::int64_t settled_ = 0;
  std::int64_t check_at_ = 0;  // the front beat cannot be complete with fewer samples
  bool finished_ = false;
  CutRows ready_;
};

}  // namespace rwave
