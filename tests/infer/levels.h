#pragma once
// Running a graph at each SIMD level that this machine has.

#include <string>
#include <vector>

#include "infer/network.h"

namespace rwave::infer::testing {

inline std::vector<SimdLevel> levels_here() {
  std::vector<SimdLevel> levels;
  for (const SimdLevel level :
       {SimdLevel::portable, SimdLevel::neon, SimdLevel::avx2, SimdLevel::avx512, SimdLevel::vnni})
    if (has_simd_level(level)) levels.push_back(level);
  return levels;
}

inline std::vector<float> scores_of(Network& network, const std::vector<float>& rows) {
  std::vector<float> scores(rows.size() / static_cast<std::size_t>(network.row_values()) *
                            static_cast<std::size_t>(network.row_scores()));
  network.run(rows, scores);
  return scores;
}

inline std::vector<float> scores_of(const Graph& graph, const std::vector<float>& rows,
                                    const RunOptions& options) {
  Network network(graph, options);
  return scores_of(network, rows);
}

// The name of a level in a test's name.
struct LevelName {
  template <typename Info>
  std::string operator()(const Info& info) const {
    return std::string(name_of(info.param));
  }
};

}  // namespace rwave::infer::testing
