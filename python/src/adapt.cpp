// adapt: a recording of which a person labelled some beats, and the labels of all others.
#include "rwave/adapt.h"

#include <pybind11/stl.h>

#include <optional>
#include <utility>

#include "arrays.h"
#include "models.h"
#include "parts.h"
#include "rwave/error.h"

namespace rwave::python {
namespace {

py::tuple adapt_open(Recording& recording, const Annotations& labels, std::int64_t complete_until,
                     const std::optional<std::string>& model_name) {
  LabelledRecording labelled;
  std::string name;
  {
    const py::gil_scoped_release released;
    const std::vector<TaughtBeat> taught = taught_beats(labels.list);
    if (taught.empty())
      throw Error("labels: none is of a beat (N S V F Q /): there is nothing to learn from");
    const LentModel model(model_name.value_or("whole"));
    name = model.get().name();
    const Adapter adapter(recording, model.get());
    Classification adapted = adapter.classification();
    adapted.beats = adapter.adapt(taught, complete_until);
    labelled = label_recording(recording, std::move(adapted));
  }
  return result_of(labelled, name);
}

}  // namespace

void add_adapt(py::module_& module) {
  module.def(
      "adapt_samples",
      [](const py::object& x, double fs, std::vector<std::string> names, const Annotations& labels,
         std::int64_t complete_until, const std::optional<std::string>& model) {
        const Samples samples = samples_of(x);
        return adapt_open(*sample_recording(samples.matrix, fs, std::move(names)), labels, complete_until,
                          model);
      },
      py::arg("x"), py::arg("fs"), py::arg("names"), py::arg("labels"), py::arg("complete_until"),
      py::arg("model"));
  module.def(
      "adapt_file",
      [](const std::string& path, std::optional<double> table_rate, const Annotations& labels,
         std::int64_t complete_until, const std::optional<std::string>& model) {
        return adapt_open(*open_recording(path, {.csv_rate = table_rate}), labels, complete_until, model);
      },
      py::arg("path"), py::arg("fs"), py::arg("labels"), py::arg("complete_until"), py::arg("model"));
}

}  // namespace rwave::python
