#include "detect_hardships.h"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

#include "base/parallel.h"
#include "detect_augment.h"
#include "detect_judge.h"
#include "detect_waves.h"

namespace rwave::bench {
namespace {

constexpr std::uint64_t seed = 1000;  // detect_fit draws from 1 on

DetectRecord as_recorded(const DetectRecord& record, Random& /*random*/) {
  return record;
}

DetectRecord with_other_rates_and_tall_t_waves(const DetectRecord& record, Random& random) {
  return with_tall_t_waves(with_other_rates(record, random), random);
}

using Hardship = DetectRecord (*)(const DetectRecord&, Random&);
constexpr std::array<std::pair<std::string_view, Hardship>, 12> hardships = {{
    {"as recorded", as_recorded},
    {"pauses", with_pauses},
    {"electrode motion", with_electrode_motion},
    {"tall ectopic beats", with_tall_ectopics},
    {"tachycardia", with_tachycardia},
    {"tall T waves", with_tall_t_waves},
    {"flat tops", with_flat_tops},
    {"alternating heights", with_alternating_heights},
    {"baseline steps", with_steps},
    {"pacing pulses", with_pacing},
    {"other rates", with_other_rates},
    {"other rates, tall T waves", with_other_rates_and_tall_t_waves},
}};

}  // namespace

void print_hardships(const std::vector<DetectRecord>& records, Detector::Use use) {
  std::vector<const DetectRecord*> held_out;
  for (const DetectRecord& record : records)
    if (!record.fitted && (record.name.starts_with("mitdb") || record.name.starts_with("svdb")))
      held_out.push_back(&record);
  for (const auto& [name, put_in] : hardships) {
    std::vector<Count> counts(held_out.size());
    parallel_for(held_out.size(), 0, [&, change = put_in](std::size_t i) {
      Random random(seed + i);
      DetectRecord changed = change(*held_out[i], random);
      // What changes the beats leaves the reference: the beats are one here, of whatever label.
      changed.reference.clear();
      for (const std::int64_t beat : changed.beats) {
        changed.reference.emplace_back().sample = beat;
        changed.reference.back().code = 1;
      }
      counts[i] = judge(changed, 1, use).count;
    });
    Count sum;
    for (const Count& count : counts) sum.add(count);
    print_count(name, sum);
  }
}

}  // namespace rwave::bench
