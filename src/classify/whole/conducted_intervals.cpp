#include "classify/whole/conducted_intervals.h"

#include "rhythm/irregularity.h"

namespace rwave::whole {
namespace {

constexpr float ectopic_correlation = 0.7F;  // of a QRS complex with the template, at most

}  // namespace

ConductedIntervals::ConductedIntervals(std::span<const double> times, const FeatureTable& table,
                                       std::span<const std::uint8_t> left_out, double longest) {
  const std::vector<float>& is_main = table.column("group_is_main");
  const std::vector<float>& shape = table.column("qrs_global");
  ectopic_before.push_back(0);
  bool was = true;  // before the first beat nothing is known
  for (std::size_t beat = 0; beat < times.size(); ++beat) {
    const bool ectopic = is_main[beat] == 0 && shape[beat] < ectopic_correlation;
    const double rr = beat > 0 ? times[beat] - times[beat - 1] : 0;
    const bool out = ectopic || (!left_out.empty() && left_out[beat] != 0);
    if (!out && !was && rr > shortest_fibrillation_interval && rr <= longest) {
      intervals.push_back(rr);
      ends.push_back(beat);
    }
    ectopic_before.push_back(ectopic_before.back() + (ectopic ? 1 : 0));
    was = out;
  }
}

}  // namespace rwave::whole
