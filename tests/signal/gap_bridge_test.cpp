// Frames with gaps go through in order, none lost, short gaps as lines, however they are cut.
#include "signal/gap_bridge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

namespace rwave::testing {
namespace {

constexpr float missing = std::numeric_limits<float>::quiet_NaN();

// At 100 Hz a gap of up to 12 samples is bridged. Pushes the frames in pieces of `piece` frames.
std::vector<float> through(const std::vector<float>& frames, std::size_t leads, std::size_t piece) {
  GapBridge bridge(100, leads);
  std::vector<float> out;
  const auto take = [&](std::span<const float> part) { out.insert(out.end(), part.begin(), part.end()); };
  for (std::size_t i = 0; i < frames.size(); i += piece * leads)
    take(bridge.push(std::span(frames).subspan(i, std::min(piece * leads, frames.size() - i))));
  take(bridge.finish());
  return out;
}

// Two leads that rise by 1 and fall by 2 a frame: a line through a gap gives back what was there.
std::vector<float> ramps(std::size_t frames) {
  std::vector<float> values;
  for (std::size_t i = 0; i < frames; ++i) {
    values.push_back(static_cast<float>(i));
    values.push_back(-2 * static_cast<float>(i));
  }
  return values;
}

void lose(std::vector<float>& frames, std::size_t lead, std::size_t first, std::size_t count) {
  for (std::size_t i = first; i < first + count; ++i) frames.at(2 * i + lead) = missing;
}

// Places that are missing; all others must be the ramps.
std::size_t missing_in(const std::vector<float>& out, std::size_t frames) {
  const std::vector<float> whole = ramps(frames);
  EXPECT_EQ(out.size(), whole.size());
  std::size_t count = 0;
  for (std::size_t i = 0; i < std::min(out.size(), whole.size()); ++i)
    if (std::isnan(out[i]))
      ++count;
    else
      EXPECT_NEAR(out[i], whole[i], 1e-3) << i;
  return count;
}

constexpr std::array<std::size_t, 4> pieces = {1, 7, 64, 1000};

TEST(GapBridge, ShortGapsBecomeLines) {
  for (const std::size_t piece : pieces) {
    std::vector<float> frames = ramps(300);
    lose(frames, 0, 50, 12);
    lose(frames, 0, 100, 8);
    lose(frames, 1, 104, 8);  // the other lead's begins before the first one's ends
    lose(frames, 0, 150, 1);
    lose(frames, 1, 151, 1);
    EXPECT_EQ(missing_in(through(frames, 2, piece), 300), 0U) << piece;
  }
}

TEST(GapBridge, LongOnesStayAndSoDoesALeadThatComesAndGoes) {
  for (const std::size_t piece : pieces) {
    std::vector<float> frames = ramps(300);
    lose(frames, 0, 50, 13);
    lose(frames, 0, 100, 4);
    lose(frames, 0, 110, 4);  // six samples before it, twelve are needed
    EXPECT_EQ(missing_in(through(frames, 2, piece), 300), 17U) << piece;
    frames = ramps(300);
    lose(frames, 1, 0, 300);  // a lead that is off all the time holds nothing back
    lose(frames, 0, 100, 10);
    EXPECT_EQ(missing_in(through(frames, 2, piece), 300), 300U) << piece;
    frames = ramps(300);
    lose(frames, 0, 0, 5);
    lose(frames, 0, 290, 10);
    EXPECT_EQ(missing_in(through(frames, 2, piece), 300), 15U)
        << piece << ": nothing is known on the other side";
  }
}

// One lead after the other fails without a frame between that all show: what waits is bounded.
TEST(GapBridge, LeadsThatFailInTurnAreHeldBackNoLongerThanAGap) {
  std::vector<float> frames = ramps(400);
  for (std::size_t i = 100; i < 300; i += 16) {
    lose(frames, 0, i, 9);
    lose(frames, 1, i + 8, 9);
  }
  GapBridge bridge(100, 2);
  std::size_t out = 0;
  for (std::size_t i = 0; i < 400; ++i) {
    out += bridge.push(std::span<const float>(frames).subspan(2 * i, 2)).size() / 2;
    EXPECT_LE(i + 1 - out, 13U) << i;
  }
  for (const std::size_t piece : pieces) {
    const std::size_t left = missing_in(through(frames, 2, piece), 400);
    EXPECT_EQ(left, missing_in(through(frames, 2, 1), 400)) << piece;
    EXPECT_LT(left, 234U) << "some are bridged";
  }
}

}  // namespace
}  // namespace rwave::testing
