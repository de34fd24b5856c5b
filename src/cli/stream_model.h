#pragma once
// Models for streams that are to label whole recordings.

#include <string>

#include "rwave/classifier.h"

namespace rwave::cli {

// Says on standard error where `model`, of --model `file`, is one for streams: it labels recordings, too, but
// the shipped one does so better.
void tell_stream_model(const Model& model, const std::string& file);

}  // namespace rwave::cli
