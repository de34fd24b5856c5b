// Fits the evidence of the R-peak detector and writes src/signal/detect/evidence_weights.cpp:
//   detect_fit DATA FILE
// Takes the fitted part of the records only (detect_data.h), each as it is and with thirteen hardships put in.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>

#include "base/output_file.h"
#include "base/parallel.h"
#include "detect_augment.h"
#include "detect_data.h"
#include "detect_network.h"
#include "detect_waves.h"
#include "signal/detect/candidate_finder.h"

namespace rwave::bench {
namespace {

constexpr std::uint64_t seed = 1;
constexpr int epochs = 10;
// A changed record counts less than a genuine one; a beat missed in noise more than a false one, since the
// rhythm can refuse a weak candidate, but cannot find one that was refused. One lead alone is heard too.
constexpr float changed_weight = 0.3F;
// Waves of other patients and devices: with 0.3 too the recordings themselves had half as many false beats more.
constexpr float unusual_weight = 0.1F;
constexpr float noisy_beat_weight = 5;
constexpr float one_lead_weight = 0.25F;
constexpr float strip_weight = 8;  // ten seconds of cpsc2019, chosen for being hard

std::vector<Candidate> candidates_of(const DetectRecord& record, const Horizon& horizon) {
  CandidateFinder finder(record.rate, static_cast<int>(record.leads.size()), horizon);
  std::vector<Candidate> found;
  std::array<float, most_detector_leads> frame{};
  for (std::size_t i = 0; i < record.samples(); ++i) {
    for (std::size_t lead = 0; lead < record.leads.size(); ++lead) frame.at(lead) = record.leads[lead][i];
    if (!finder.push(frame.data())) continue;
    while (const auto candidate = finder.next()) found.push_back(*candidate);
  }
  // The end goes on until all candidates have been given out; those found in it are none.
  const auto more = static_cast<std::int64_t>((longest_wait + horizon.total() + 1) * record.rate);
  for (std::int64_t i = 0; i < more; ++i) {
    if (!finder.push(frame.data())) continue;
    while (const auto candidate = finder.next())
      if (candidate->peak < static_cast<std::int64_t>(record.samples())) found.push_back(*candidate);
  }
  return found;
}

// 1 for the candidate that stands for a beat, 0 for those more than 150 ms from any, -1 for those between,
// which say nothing. Of several near a beat the one stands for it that is nearest, height counting a little.
std::vector<int> truths_of(const DetectRecord& record, const std::vector<Candidate>& candidates,
                           const WorkingRate& clock) {
  constexpr double near = 0.15, nearest = 0.13;
  std::vector<int> truths(candidates.size(), 0);
  const auto time_of = [&](const Candidate& candidate) {
    return (static_cast<double>(candidate.index) + 0.5) / clock.rate;
  };
  std::size_t first = 0;
  for (const std::int64_t beat : record.beats) {
    const double time = static_cast<double>(beat) / record.rate;
    while (first < candidates.size() && time_of(candidates[first]) < time - near) ++first;
    std::size_t best = candidates.size();
    double best_cost = 1e9;
    for (std::size_t i = first; i < candidates.size() && time_of(candidates[i]) <= time + near; ++i) {
      truths[i] = truths[i] == 1 ? 1 : -1;
      const double away = std::fabs(time_of(candidates[i]) - time);
      float height = -4;
      for (const LeadFeatures& lead : candidates[i].leads) {
        if (lead.usable) height = std::max(height, lead.values[height_to_qrs]);
      }
      const double cost = away - 0.05 * height;
      if (away < nearest && cost < best_cost) {
        best = i;
        best_cost = cost;
      }
    }
    if (best < candidates.size()) truths[best] = 1;
  }
  return truths;
}

void add_examples(const DetectRecord& record, const Horizon& horizon, float weight, float beat_weight,
                  std::vector<EvidenceExample>& examples) {
  const std::vector<Candidate> candidates = candidates_of(record, horizon);
  const std::vector<int> truths = truths_of(record, candidates, WorkingRate(record.rate));
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (truths[i] < 0) continue;
    EvidenceExample example{candidates[i].leads, truths[i] == 1,
                            truths[i] == 1 ? weight * beat_weight : weight};
    examples.push_back(example);
    example.weight *= one_lead_weight;
    for (std::size_t silent = 0; silent < most_detector_leads && record.leads.size() > 1; ++silent) {
      EvidenceExample one = example;
      one.leads.at(silent).usable = false;
      if (one.leads.at(1 - silent).usable) examples.push_back(one);
    }
  }
}

std::vector<EvidenceExample> collect(const std::filesystem::path& data, const Horizon& horizon) {
  std::vector<DetectRecord> records = read_detect_records(data);
  std::erase_if(records, [](const DetectRecord& record) { return !record.fitted; });
  const std::vector<DetectRecord> noises = {read_noise(data / "nstdb/bw"), read_noise(data / "nstdb/ma")};
  std::vector<std::vector<EvidenceExample>> parts(records.size());
  parallel_for(records.size(), 0, [&](std::size_t i) {
    Random random(seed + i);
    const DetectRecord& record = records[i];
    auto& part = parts[i];
    const auto add = [&](const DetectRecord& changed, float weight, float beat_weight) {
      add_examples(changed, horizon, weight, beat_weight, part);
    };
    if (record.name.starts_with("cpsc")) {
      add(record, strip_weight, 1);
      return;
    }
    add(record, 1, 1);
    const DetectRecord pauses = with_pauses(record, random);
    add(pauses, changed_weight, 1);
    add(with_recorded_noise(pauses, noises, random), changed_weight, noisy_beat_weight);
    add(with_recorded_noise(record, noises, random), changed_weight, noisy_beat_weight);
    add(with_electrode_motion(record, random), changed_weight, noisy_beat_weight);
    add(with_tall_ectopics(record, random), changed_weight, 2);
    add(with_tachycardia(record, random), changed_weight, 2);
    add(with_tall_t_waves(record, random), unusual_weight, 1);
    add(with_flat_tops(record, random), unusual_weight, 1);
    add(with_alternating_heights(record, random), unusual_weight, 1);
    add(with_steps(record, random), unusual_weight, 1);
    add(with_pacing(record, random), unusual_weight, 1);
    const DetectRecord other_rates = with_other_rates(record, random);
    add(other_rates, unusual_weight, 1);
    add(with_tall_t_waves(other_rates, random), unusual_weight, 1);
  });
  std::vector<EvidenceExample> all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

std::string list_of(std::span<const float> values) {
  std::string text;
  for (const float value : values) text += fmt::format("{}{:#.7g}F", text.empty() ? "" : ", ", value);
  return "{" + text + "}";
}

std::string source_of(const std::string& name, const EvidenceWeights& weights) {
  std::string text = "const EvidenceWeights " + name + " = {\n";
  text += "    .mean = {" + list_of(weights.mean) + "},\n    .precision = {" + list_of(weights.precision) +
          "},\n    .hidden = {{";
  for (const auto& unit : weights.hidden) text += "{" + list_of(unit) + "},\n";
  text += "}},\n    .hidden_bias = {" + list_of(weights.hidden_bias) + "},\n    .output = {" +
          list_of(weights.output);
  return text + fmt::format("}},\n    .bias = {:#.7g}F,\n}};\n\n", weights.bias);
}

int main_of(int count, char** words) {
  if (count != 3) {
    fmt::print(stderr, "usage: detect_fit DATA FILE\n");
    return 2;
  }
  std::string text =
      "// Written by tools/fit_detector/detect_fit.cpp; not to be edited.\n"
      "#include \"signal/detect/evidence.h\"\n\nnamespace rwave {\n\n";
  for (const bool live : {true, false}) {
    std::vector<EvidenceExample> examples = collect(words[1], live ? live_horizon : recording_horizon);
    fmt::print(stderr, "{} candidates\n", examples.size());
    text += source_of(live ? "live_evidence" : "recording_evidence", fit_evidence(examples, epochs, seed));
  }
  write_file(words[2], text + "}  // namespace rwave\n");
  return 0;
}

}  // namespace
}  // namespace rwave::bench

int main(int count, char** words) {
  return rwave::bench::main_of(count, words);
}
