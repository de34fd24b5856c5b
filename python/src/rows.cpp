// kaggle_rows: the rows of the Kaggle "heartbeat" files from the records themselves.
#include <pybind11/stl.h>

#include <optional>

#include "arrays.h"
#include "dataset/annotated_recording.h"
#include "dataset/cut_records.h"
#include "parts.h"

namespace rwave::python {
namespace {

py::dict kaggle_rows(const std::string& folder, const std::optional<std::vector<std::string>>& records,
                     const std::string& annotator, int threads) {
  BeatSet set;
  {
    const py::gil_scoped_release released;
    CutOptions options;
    options.annotator = annotator;
    options.threads = threads;
    set = cut_records(folder, records ? *records : list_annotated(folder, annotator), "kaggle", options).set;
  }
  py::list names;
  for (const RecordOrigin& origin : set.records) names.append(origin.record);
  const std::size_t width = set.row_values();
  py::dict out;
  out["rows"] = matrix_of(std::move(set.values), width);
  out["labels"] = array_of(std::move(set.labels), py::dtype::of<std::uint8_t>());
  out["record"] = array_of(std::move(set.record), py::dtype::of<std::uint32_t>());
  out["sample"] = array_of(std::move(set.sample), py::dtype::of<std::int64_t>());
  out["records"] = names;
  out["classes"] = set.classes;
  out["fs"] = set.rate;
  return out;
}

}  // namespace

void add_rows(py::module_& module) {
  module.def("kaggle_rows", &kaggle_rows, py::arg("folder"), py::arg("records"), py::arg("annotator"),
             py::arg("threads"));
}

}  // namespace rwave::python
