#include "cli/stream_model.h"

#include <fmt/format.h>

#include "classify/whole/whole_labeller.h"

namespace rwave::cli {

void tell_stream_model(const Model& model, const std::string& file) {
  if (whole::labels_whole(model)) return;
  fmt::print(stderr,
             "rwave: {} is a model for streams: it looks at no more than 1.6 s past a beat; without --model "
             "whole recordings are labelled better\n",
             file);
}

}  // namespace rwave::cli
