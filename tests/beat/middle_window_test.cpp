// What is computed for many windows or samples at once is what one at a time gives, to the last bit.
#include "beat/recipes/middle_window.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "math/median.h"
#include "math/random.h"

namespace rwave {
namespace {

std::vector<float> noise(std::size_t size, std::uint64_t seed) {
  Random random(seed);
  std::vector<float> values(size);
  for (float& value : values) value = static_cast<float>(random.normal());
  return values;
}

TEST(MiddleWindow, IsTheMedianOfEachSample) {
  constexpr std::size_t samples = 90, room = 96;
  for (std::size_t count = 1; count <= 15; ++count) {
    std::vector<std::vector<float>> windows;
    std::vector<const float*> places;
    for (std::size_t i = 0; i < count; ++i) windows.push_back(noise(room, 100 * count + i));
    // Equal values, as of a flat lead.
    for (auto& window : windows) window[3] = 0.5F;
    for (const auto& window : windows) places.push_back(window.data());
    std::array<float, room> middle;
    middle_window(places, samples, middle.data());
    for (std::size_t k = 0; k < samples; ++k) {
      std::vector<float> values;
      for (const auto& window : windows) values.push_back(window[k]);
      EXPECT_EQ(middle[k], median(values)) << count << " windows, sample " << k;
    }
  }
}

TEST(MiddleWindow, CorrelationsAreThoseOfOneAtATime) {
  std::vector<float> signal = noise(120, 1);
  const std::vector<float> part = noise(25, 2), flat(25, 3.F);
  std::fill(signal.begin() + 60, signal.begin() + 90, 0.25F);
  signal[95] = 1e25F;  // products beyond a float
  std::array<float, 16> found;
  for (const WindowPart with : {WindowPart(part), WindowPart(flat)}) {
    for (const std::size_t first : {0, 30, 58, 80}) {
      sixteen_correlations(signal.data() + first, 1, with, found.data());
      for (std::size_t j = 0; j < found.size(); ++j)
        EXPECT_EQ(found[j], correlation(WindowPart(signal).subspan(first + j, with.size()), with))
            << first + j;
    }
    const std::vector<float> rows = noise(20 * 25, 3);
    sixteen_correlations(rows.data() + 4, 20, with, found.data());
    for (std::size_t j = 0; j < found.size(); ++j) {
      std::vector<float> row;
      for (std::size_t i = 0; i < 25; ++i) row.push_back(rows[20 * i + 4 + j]);
      EXPECT_EQ(found[j], correlation(row, with)) << "row " << j;
    }
  }
}

}  // namespace
}  // namespace rwave
