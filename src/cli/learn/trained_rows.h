#pragma once
// The rows of a training, by its options and by the record of the model it left.

#include <nlohmann/json.hpp>

#include "dataset/leakage.h"
#include "learn/model/trained_model.h"
#include "learn/options/train_options.h"

namespace rwave::cli {

// The specification among a training's options, whose names are its JSON keys: a field that is added to
// DatasetSpec and to the options cannot be left behind here. Refused: copying field by field, which forgot
// simulated rows in one place and augmentation in another.
inline DatasetSpec dataset_spec(const learn::TrainOptions& options) {
  return spec_from_json(learn::options_to_json(options), "the training's options");
}

// What the model remembers of the rows that trained it, for the leakage check.
inline TrainedRows trained_rows(const learn::ModelRecord& record) {
  return {dataset_spec(record.options), record.training.value("rows_checksum", "")};
}

}  // namespace rwave::cli
