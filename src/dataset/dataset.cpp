#include "dataset/dataset.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <numeric>
#include <utility>

#include "base/text.h"
#include "dataset/load.h"
#include "dataset/simulated_rows.h"
#include "rwave/error.h"

namespace rwave {
namespace {

using nlohmann::json;

// Calls visit(key, field) for every field: the one list behind both directions of JSON.
template <class Spec, class Visit>
void visit_fields(Spec& spec, Visit&& visit) {
  visit("data", spec.data);
  visit("recipe", spec.recipe);
  visit("annotator", spec.annotator);
  visit("rate", spec.csv_rate);
  visit("split", spec.split);
  visit("test-share", spec.test_share);
  visit("train-share", spec.train_share);
  visit("validation", spec.validation);
  visit("validation-by-patient", spec.validation_by_patient);
  visit("seed", spec.seed);
  visit("simulate", spec.simulate);
  visit("augment-scale", spec.augmentation.scale);
  visit("augment-noise", spec.augmentation.noise);
  visit("augment-shift", spec.augmentation.shift);
  visit("augment-stretch", spec.augmentation.stretch);
  visit("augment-flip", spec.augmentation.flip);
}

}  // namespace

json to_json(const DatasetSpec& spec) {
  json options = json::object();
  visit_fields(spec, [&](const char* key, const auto& field) { options[key] = field; });
  return options;
}

// Tolerant of what is absent, strict about what is there: a share that is text is a damaged file.
DatasetSpec spec_from_json(const json& options, std::string_view where) {
  DatasetSpec spec;
  const char* reading = "";
  try {
    visit_fields(spec, [&](const char* key, auto& field) {
      reading = key;
      if (const auto value = options.find(key); value != options.end()) value->get_to(field);
    });
  } catch (const json::exception& fault) {
    throw Error(std::string(where),
                fmt::format("its rows' option {} does not read: {}", reading, fault.what()));
  }
  spec.recipe = current_recipe(spec.recipe, where);
  spec.split = current_split(spec.split, where);
  return spec;
}

std::string Dataset::line() const {
  const auto count = [](const auto& rows) { return grouped(static_cast<std::int64_t>(rows.size())); };
  const auto training = static_cast<std::int64_t>(split.train.size() + split.validation.size());
  return fmt::format("data   {} training rows (of them {} validation{}, seed {}), {} test rows: {}",
                     grouped(training), count(split.validation),
                     spec.validation_by_patient ? " by patient" : "", spec.seed, count(split.test),
                     split.description);
}

// In this order: what tests must depend on neither the subsample nor the validation rows.
Split split_of(const DatasetSpec& spec, const BeatSet& rows) {
  if (spec.split.empty()) {
    Split all{"none", "none", std::vector<std::uint32_t>(rows.size()), {}, {}};
    std::iota(all.train.begin(), all.train.end(), 0U);
    return all;
  }
  Split split = make_split(rows, spec.split, spec.test_share, spec.seed);
  subsample_training(rows, split, spec.train_share, spec.seed);
  if (spec.validation > 0)
    hold_out_validation(rows, split, spec.validation, spec.validation_by_patient, spec.seed);
  return split;
}

// Validation rows are held out before rhythms are simulated: a copy of a record must not train where its
// beats choose the epoch.
Dataset build(const DatasetSpec& spec, BeatSet rows) {
  Dataset dataset{spec, std::move(rows), {}, 0, {}};
  dataset.recorded = dataset.set.size();
  dataset.split = split_of(spec, dataset.set);
  if (spec.simulate > 0) {
    add_simulated_rows(dataset.set, dataset.split, records_folders(spec.data), spec.simulate, spec.seed,
                       {spec.annotator, spec.threads, spec.csv_rate});
  }
  return dataset;
}

Dataset build(const DatasetSpec& spec) {
  CutBeats cut = load_cut(spec.data, spec.recipe, {spec.annotator, spec.threads, spec.csv_rate});
  Dataset dataset = build(spec, std::move(cut.set));
  dataset.tally = cut.tally;
  return dataset;
}

}  // namespace rwave
