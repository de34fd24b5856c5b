// The pyramid against the samples themselves.
#include "serve/pyramid.h"

#include <cstring>
#include <limits>
#include <random>

#include "base/output_file.h"
#include "record/wfdb_write.h"
#include "serve_support.h"

namespace rwave::testing {
namespace {

// A recording in memory: two leads, the second with two samples a frame.
class Held : public Recording {
 public:
  Held(std::int64_t frames, std::int32_t spread, std::int32_t middle) {
    std::mt19937 random(5);
    info_.rate = 250;
    info_.frames = frames;
    info_.name = info_.source = "held";
    info_.signals.resize(2);
    info_.signals[1].samples_per_frame = 2;
    info_.signals[1].baseline = 100;
    for (int lead = 0; lead < 2; ++lead) {
      samples[lead].resize(static_cast<std::size_t>(frames * (lead + 1)));
      for (std::int32_t& value : samples[lead])
        value = middle + static_cast<std::int32_t>(random() % (2U * static_cast<unsigned>(spread))) - spread;
    }
    // A gap within, one of a whole pair of level 3, and the end of the second lead.
    std::fill_n(samples[0].begin() + 5, 3, missing_sample);
    std::fill_n(samples[0].begin() + 4096, 64, missing_sample);
    samples[1].back() = missing_sample;
  }
  void read(std::int64_t first, std::int64_t frames, std::span<const SignalSlice> slices) override {
    for (const SignalSlice& slice : slices) {
      const std::int64_t per_frame = slice.signal + 1;
      std::copy_n(samples[slice.signal].begin() + first * per_frame, frames * per_frame, slice.out.begin());
    }
  }
  std::array<std::vector<std::int32_t>, 2> samples;
};

std::vector<std::int16_t> numbers_of(const std::string& bytes) {
  std::vector<std::int16_t> numbers(bytes.size() / 2);
  std::memcpy(numbers.data(), bytes.data(), bytes.size());
  return numbers;
}

void check_all_tiles(Held& recording, std::int32_t most_error) {
  const TemporaryFolder folder;
  serve::build_pyramid(recording, folder / "pyramid", "signature", [](double) {});
  const serve::Pyramid pyramid(folder / "pyramid", "signature");
  for (int lead = 0; lead < 2; ++lead) {
    const serve::PyramidLead& of = pyramid.leads()[static_cast<std::size_t>(lead)];
    const auto& samples = recording.samples[static_cast<std::size_t>(lead)];
    ASSERT_EQ(of.samples, static_cast<std::int64_t>(samples.size()));
    EXPECT_LE(of.step, 2 * most_error + 1);
    for (int level = 0; level <= std::max(serve::pyramid_levels(of.samples), serve::first_stored_level);
         ++level) {
      const std::size_t width = std::size_t{1} << (2 * level);
      std::size_t at = 0;
      for (std::int64_t tile = 0; at < samples.size(); ++tile) {
        const auto numbers =
            numbers_of(level < serve::first_stored_level
                           ? serve::fine_tile(recording, of, lead, level, tile)
                           : pyramid.stored_tile(static_cast<std::size_t>(lead), level, tile));
        ASSERT_LE(numbers.size(), static_cast<std::size_t>(serve::tile_values));
        ASSERT_FALSE(numbers.empty());
        const std::size_t per_cell = level == 0 ? 1 : 2;
        for (std::size_t i = 0; i < numbers.size(); i += per_cell, at += width) {
          std::int32_t low = std::numeric_limits<std::int32_t>::max(), high = missing_sample;
          for (std::size_t k = at; k < std::min(at + width, samples.size()); ++k) {
            if (samples[k] == missing_sample) continue;
            low = std::min(low, samples[k]);
            high = std::max(high, samples[k]);
          }
          if (high == missing_sample) {
            ASSERT_EQ(numbers[i], serve::not_recorded) << lead << " " << level << " " << at;
            continue;
          }
          ASSERT_NE(numbers[i], serve::not_recorded) << lead << " " << level << " " << at;
          ASSERT_NEAR(numbers[i] * of.step + of.base, low, 2 * most_error)
              << lead << " " << level << " " << at;
          ASSERT_NEAR(numbers[i + per_cell - 1] * of.step + of.base, high, 2 * most_error);
        }
      }
      ASSERT_GE(at, samples.size());
    }
    if (samples.front() == missing_sample) continue;
    // In the lead's units.
    const SignalInfo& signal = recording.info().signals[static_cast<std::size_t>(lead)];
    const auto first = numbers_of(serve::fine_tile(recording, of, lead, 0, 0)).front();
    EXPECT_NEAR(first * of.scale + of.offset, (samples.front() - signal.baseline) / signal.gain,
                2 * most_error / signal.gain + 1e-9);
  }
}

TEST(Pyramid, EachPairHoldsTheExtremesOfItsSamples) {
  Held recording(70001, 2000, 0);
  check_all_tiles(recording, 0);
}

TEST(Pyramid, AShortRecordingIsOneTile) {
  Held recording(5000, 20000, 0);
  check_all_tiles(recording, 0);
}

TEST(Pyramid, NumbersBeyond16BitsAreScaled) {
  Held recording(20011, 4000000, 1000000);
  check_all_tiles(recording, 123);
}

TEST(Pyramid, NumbersFarFromZeroAreMoved) {
  Held recording(20000, 3000, 8000000);
  check_all_tiles(recording, 0);
}

TEST(Pyramid, ALeadThatWasNeverRecordedIsEmpty) {
  Held recording(9000, 100, 0);
  std::ranges::fill(recording.samples[0], missing_sample);
  check_all_tiles(recording, 0);
}

TEST(Pyramid, AFileOfAnotherRecordingOrADamagedOneIsRefused) {
  const TemporaryFolder folder;
  Held recording(70001, 2000, 0);
  serve::build_pyramid(recording, folder / "pyramid", "one", [](double) {});
  EXPECT_THROW(serve::Pyramid(folder / "pyramid", "two"), Error);
  const std::string whole = read_file(folder / "pyramid");
  write_file(folder / "cut", whole.substr(0, 1000));
  EXPECT_THROW(serve::Pyramid(folder / "cut", "one"), Error);
  write_file(folder / "short", whole.substr(0, whole.size() - 4));
  EXPECT_THROW(serve::Pyramid(folder / "short", "one"), Error);
}

}  // namespace
}  // namespace rwave::testing
