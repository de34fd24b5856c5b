#pragma once
// Short gaps in a stream of leads, made straight lines as soon as they have ended.

#include <cstddef>
#include <span>
#include <vector>

namespace rwave {

// Frames go through as they are until a sample is missing; then they wait until all leads are recorded again,
// at most LeadReader::longest_bridge (0.12 s), and the gap becomes the straight line between its neighbours.
// A lost packet of a few milliseconds would otherwise cost the beat next to it. A longer gap stays missing,
// as does one before which not three times as much was recorded (a stream cannot ask what follows). The
// result does not depend on how the frames are cut into calls. Nothing but gaps adds a delay.
class GapBridge {
 public:
  // `rate` in Hz; `leads` side by side in what is pushed, NaN = not recorded.
  GapBridge(double rate, std::size_t leads);

  // The next frames; returns those that can go on, valid until the next call and as long as `frames` is.
  std::span<const float> push(std::span<const float> frames);

  // The stream ends: what waits, its gaps as they are.
  std::span<const float> finish();

 private:
  struct Lead {
    // Up to the first frame that waits: the last sample recorded, how many were recorded in a row before it
    // (as far as it matters), and how many were missing behind it.
    float last = 0;
    std::size_t recorded = 0, missing = 0;
    // Missing in a row now, the waiting ones among them.
    std::size_t run = 0;
  };

  void take(std::span<const float> frame);
  // Draws the lines of one lead through the frames that wait.
  void bridge(std::size_t l);

  std::size_t leads_, longest_;
  std::vector<Lead> lead_;
  // Frames that wait, and those that go on.
  std::vector<float> waiting_, out_;
};

}  // namespace rwave
