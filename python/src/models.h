#pragma once
// Networks that were loaded, kept for the next call: one thread at a time may use a network, so that each
// call at work has one of its own.

#include <string>

#include "rwave/classifier.h"

namespace rwave::python {

// A network lent for a call, given back whatever happens. `name`: "whole" or "live", those of the program, or
// the path of an ONNX file; a file that was written again is read again. Throws Error as Model::load does.
class LentModel {
 public:
  explicit LentModel(const std::string& name);
  LentModel(const LentModel&) = delete;
  LentModel& operator=(const LentModel&) = delete;
  ~LentModel();

  const Model& get() const { return model_; }

 private:
  std::string key_;
  Model model_;
};

// A network of one's own, for an object that keeps it.
Model load_model(const std::string& name);

}  // namespace rwave::python
