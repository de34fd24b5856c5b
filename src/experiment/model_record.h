#pragma once
// The record of a trained model, read without libtorch: what model.safetensors says of itself.

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace rwave::experiment {

// The record in the file's header (docs/formats.md): classes, recipe, rows, options of the training, its
// scores; with `tensors`, a list of name and shape. Names of earlier versions stay as they are in it. The
// checksum over record and weights is verified. Why a reader of its own: comparisons, pages and `rwave info`
// need the record of many models, and libtorch's half, which makes tensors of the values, costs a second at
// every start.
//
// Throws Error where the file cannot be read, is cut short or damaged, or holds no model of rwave.
nlohmann::json read_model_record(const std::string& file);

}  // namespace rwave::experiment
