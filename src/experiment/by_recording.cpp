// Test rows gathered by recording.
#include "experiment/score_dataset.h"

#include <fmt/format.h>

#include <map>

#include "rwave/error.h"

namespace rwave::experiment {
namespace {

// A diagnosis belongs to the recording: beats of one recording share its label, so a score over
// beats counts long recordings many times and makes an interval far too narrow.
struct Sum {
  std::uint8_t label = 0;
  double beats = 0;
  std::vector<double> probabilities;
};

// The published PTB rows do not say which recording a beat is of. All of them would be added up as
// one.
void require_recording(const BeatSet& set, std::uint32_t row) {
  if (set.sample[row] >= 0) return;
  throw Error(set.records[set.record[row]].record,
              "is a file of rows whose recordings are not known: --by-recording needs them; leave it out");
}

void require_one_class(const BeatSet& set, std::uint32_t row, const Sum& sum) {
  if (set.labels[row] == sum.label) return;
  throw Error(set.records[set.record[row]].record,
              fmt::format("has beats of {} and of {}: --by-recording is for recordings of one class each (a "
                          "diagnosis, as of ptbxl); leave it out",
                          set.classes[sum.label], set.classes[set.labels[row]]));
}

// By record's index, so that they come in the set's order.
// Means and not votes: a beat that the network is sure of counts for more than one it is not.
std::map<std::uint32_t, Sum> sums_of(const Dataset& dataset, const std::vector<float>& probabilities) {
  const std::size_t classes = dataset.set.classes.size();
  std::map<std::uint32_t, Sum> sums;
  auto given = probabilities.begin();
  for (const std::uint32_t row : dataset.split.test) {
    const auto [at, is_new] = sums.try_emplace(dataset.set.record[row],
                                               Sum{dataset.set.labels[row], 0, std::vector<double>(classes)});
    Sum& sum = at->second;
    require_one_class(dataset.set, row, sum);
    for (double& probability : sum.probabilities) probability += *given++;
    ++sum.beats;
  }
  for (const std::uint32_t row : dataset.split.test) require_recording(dataset.set, row);
  return sums;
}

}  // namespace

Recordings by_recording(const Dataset& dataset, const std::vector<float>& probabilities) {
  Recordings recordings{
      {dataset.spec, {}, {dataset.split.name, dataset.split.description, {}, {}, {}}, 0, {}}, {}};
  BeatSet& set = recordings.dataset.set;
  set.recipe = dataset.set.recipe;
  set.rate = dataset.set.rate;
  set.width = 0;
  set.classes = dataset.set.classes;
  set.records = dataset.set.records;
  for (const auto& [record, sum] : sums_of(dataset, probabilities)) {
    recordings.dataset.split.test.push_back(static_cast<std::uint32_t>(set.size()));
    set.labels.push_back(sum.label);
    set.record.push_back(record);
    // A row of the new set is a recording and begins at no sample.
    set.sample.push_back(-1);
    for (const double probability : sum.probabilities)
      recordings.probabilities.push_back(static_cast<float>(probability / sum.beats));
  }
  return recordings;
}

}  // namespace rwave::experiment
