#pragma once
// Writing a model file: apart from model_file.h, as it takes libtorch's types.

#include <filesystem>

#include "learn/model_file.h"
#include "learn/models/network.h"

namespace rwave::learn {

// Writes the network's weights and the record, whole or not at all.
void write_model(const std::filesystem::path& file, const Network& network, const ModelRecord& record);

}  // namespace rwave::learn
