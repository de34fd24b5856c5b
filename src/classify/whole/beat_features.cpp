#include "classify/whole/beat_features.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "classify/whole/early_features.h"
#include "classify/whole/fusion_features.h"
#include "classify/whole/group_features.h"
#include "classify/whole/p_wave_features.h"
#include "classify/whole/p_windows.h"
#include "classify/whole/rate_regimes.h"
#include "classify/whole/rhythm_context.h"
#include "classify/whole/shape_features.h"

namespace rwave::whole {
namespace {

// What is told of the two beats before and the two after.
constexpr std::array neighbour_columns = {"rr_to_far", "qrs_local",   "qrs_distance",    "spread_ratio",
                                          "p_shifted", "group_share", "rr_departure_16", "p_freed_shifted"};

// A tree looks at one beat. How its neighbours look must stand in its own row: an early beat next
// to a late one is a pair, two early ones are the start of a run.
void add_neighbours(std::size_t beats, FeatureTable& table) {
  for (const char* name : neighbour_columns) {
    for (const int offset : {-2, -1, 1, 2}) {
      std::vector<float>& column =
          table.add(std::string(name) + (offset > 0 ? "+" : "") + std::to_string(offset), beats);
      const std::vector<float>& own = table.column(name);
      for (std::size_t beat = 0; beat < beats; ++beat) {
        const auto other = static_cast<std::ptrdiff_t>(beat) + offset;
        // At the ends the beat itself stands for its neighbour.
        column[beat] =
            own[other >= 0 && other < static_cast<std::ptrdiff_t>(beats) ? static_cast<std::size_t>(other)
                                                                         : beat];
      }
    }
  }
}

// The next columns of `from`, up to that of this name.
void take_until(std::string_view name, const FeatureTable& from, FeatureTable& table) {
  for (std::size_t c = table.columns.size(); from.names.at(c) != name; ++c) {
    table.names.push_back(from.names[c]);
    table.columns.push_back(from.columns[c]);
  }
}

}  // namespace

FeatureTable beat_features(const PartMeasures& part, const FeatureTable* of_times) {
  const FeatureInputs& in = part.in;
  FeatureTable table;
  // The order of the calls is the order of the columns that the trees were trained on, and later
  // ones read columns of earlier ones by name.
  if (of_times != nullptr)
    take_until("qrs_local", *of_times, table);
  else
    add_timing(in.intervals, table);
  add_shape(in, table);
  add_groups(in, table);
  if (of_times != nullptr)
    take_until("regime_begins", *of_times, table);
  else
    add_rhythm_context(in.intervals, table);
  add_rate_regimes(in, table);
  add_p_waves(in, part.p_windows, table);
  add_fusion(in, table);
  add_neighbours(in.windows.beats(), table);
  add_early(in, part.p_windows, table);
  return table;
}

}  // namespace rwave::whole
