#include "classify/whole/shape_features.h"

#include <algorithm>
#include <string>

#include "classify/whole/lead_shape.h"

namespace rwave::whole {
namespace {

// The measures whose extreme over the leads tells more than the mean: what departs in one lead departs.
struct Extreme {
  Measure measure;
  bool least;
};
constexpr std::array extremes = {
    Extreme{Measure::qrs_local, true},     Extreme{Measure::qrs_global, true},
    Extreme{Measure::qrs_distance, false}, Extreme{Measure::p_local, true},
    Extreme{Measure::p_shifted, true},     Extreme{Measure::p_shifted, false},
    Extreme{Measure::p_distance, false},   Extreme{Measure::t_distance, false},
    Extreme{Measure::qrs_spread, false},   Extreme{Measure::spread_ratio, false},
    Extreme{Measure::projection, true},
};

class Shapes {
 public:
  Shapes(std::size_t beats, FeatureTable& table) {
    for (const char* name : measure_names) means_.push_back(place(table, name, beats));
    for (const Extreme& extreme : extremes)
      extremes_.push_back(place(table,
                                std::string(measure_names[static_cast<std::size_t>(extreme.measure)]) +
                                    (extreme.least ? "_least" : "_most"),
                                beats));
  }

  void put(FeatureTable& table, std::size_t beat, const std::array<float, measures>& of_lead,
           float leads_so_far) {
    for (std::size_t m = 0; m < measures; ++m) {
      float& mean = table.columns[means_[m]][beat];
      // A running mean, as the number of leads that show the beat is known only at the end.
      mean += (of_lead[m] - mean) / (leads_so_far + 1);
    }
    for (std::size_t e = 0; e < extremes.size(); ++e) {
      float& value = table.columns[extremes_[e]][beat];
      const float own = of_lead[static_cast<std::size_t>(extremes[e].measure)];
      if (leads_so_far == 0)
        value = own;
      else
        value = extremes[e].least ? std::min(value, own) : std::max(value, own);
    }
  }

 private:
  static std::size_t place(FeatureTable& table, std::string name, std::size_t beats) {
    table.add(std::move(name), beats);
    return table.columns.size() - 1;
  }

  std::vector<std::size_t> means_, extremes_;
};

}  // namespace

void add_shape(const FeatureInputs& in, FeatureTable& table) {
  Shapes shapes(in.windows.beats(), table);
  Aligned local;
  for (std::size_t beat = 0; beat < in.windows.beats(); ++beat) {
    const double next = beat + 1 < in.windows.beats() ? in.intervals.rr[beat + 1] : 0;
    float leads = 0;
    for (int lead = 0; lead < in.windows.leads; ++lead) {
      const auto l = static_cast<std::size_t>(lead);
      if (!in.windows.is_recorded(beat, lead)) continue;
      const bool known = local_template(in.windows, in.groups, in.main, beat, lead, local);
      // A lead that no template beat shows has nothing to be compared with: the beat is its own template.
      const float* own = aligned(in.windows, in.groups, beat, lead);
      if (!known) std::copy_n(own, local.size(), local.begin());
      const Aligned& global = in.main.amplitude[l] > 0 ? in.main.mean[l] : local;
      shapes.put(table, beat, measure(own, local, global, next), leads);
      ++leads;
    }
  }
}

}  // namespace rwave::whole
