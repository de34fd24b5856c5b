// Full disclosure of recordings whose frames are longer than one of its lines.
#include "holter/disclosure.h"

#include <gtest/gtest.h>

namespace rwave {
namespace {

// Three frames of 80 s, 8,000 samples in each.
class SlowFrames : public Recording {
 public:
  SlowFrames() {
    info_.rate = 1.0 / 80;
    info_.frames = 3;
    info_.signals.resize(1);
    info_.signals[0].samples_per_frame = 8000;
  }
  void read(std::int64_t /*first*/, std::int64_t /*frames*/, std::span<const SignalSlice> slices) override {
    for (const SignalSlice& slice : slices)
      for (std::size_t i = 0; i < slice.out.size(); ++i) slice.out[i] = i % 100 == 0 ? 200 : 0;
  }
};

TEST(Disclosure, AFrameThatIsLongerThanALineHasOne) {
  SlowFrames recording;
  HolterInput input;
  input.info = recording.info();
  input.beats = {{1, 'N', 1}};
  const std::string png = disclosure_png(recording, 0, make_holter(input, {}), 0);
  // The header's height, big-endian: three lines.
  ASSERT_GT(png.size(), 24U);
  EXPECT_EQ(static_cast<unsigned char>(png[23]), 66);
}

}  // namespace
}  // namespace rwave
