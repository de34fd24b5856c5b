#pragma once
// Beats written down by hand, 100 samples a second, and the episodes that are stated of them.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rwave/rhythm.h"

namespace rwave {

class Episodes : public ::testing::Test {
 protected:
  static constexpr double rate = 100;

  // Beats `rr` seconds apart, labelled in turn.
  static std::vector<LabelledBeat> spaced(std::string_view labels, double rr = 0.8) {
    std::vector<LabelledBeat> beats;
    for (std::size_t i = 0; i < labels.size(); ++i)
      beats.push_back({std::lround(static_cast<double>(i + 1) * rr * rate), labels[i], 1});
    return beats;
  }

  static std::vector<Episode> episodes_of(const std::vector<LabelledBeat>& beats,
                                          const std::vector<KnownSpan>& spans = {},
                                          const EpisodeOptions& options = {}) {
    return find_episodes(beats, spans, rate, beats.empty() ? 1000 : beats.back().sample + 100, options);
  }

  static std::vector<std::string> kinds(const std::vector<Episode>& episodes) {
    std::vector<std::string> names;
    for (const Episode& e : episodes) names.emplace_back(name_of(e.kind).key);
    return names;
  }

  // Pseudo-random intervals of 0.4 to 1.0 s, as irregular as fibrillation's.
  static std::vector<LabelledBeat> irregular(std::size_t count) {
    std::vector<LabelledBeat> beats;
    std::uint32_t state = 7;
    std::int64_t sample = 0;
    for (std::size_t i = 0; i < count; ++i) {
      state = state * 1664525U + 1013904223U;
      sample += 40 + static_cast<std::int64_t>(state >> 16) % 60;
      beats.push_back({sample, 'N', 1});
    }
    return beats;
  }
};

}  // namespace rwave
