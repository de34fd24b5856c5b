#pragma once
// The pictures that a training leaves next to its tables.

#include <filesystem>

#include "dataset/dataset.h"
#include "learn/train/training.h"
#include "score/provenance.h"

namespace rwave::cli {

// training_curves, examples (beats of each class) and, where there are test rows, confusion: each as SVG and
// PNG in `folder`. `validation` and `test` say what the figures are of.
void write_pictures(const std::filesystem::path& folder, const Dataset& dataset,
                    const learn::Trained& trained, const Provenance& validation, const Provenance& test);

}  // namespace rwave::cli
