// read_annotations, write_annotations and score: WFDB annotation files and their comparison by EC57.
#include <pybind11/stl.h>

#include <algorithm>
#include <optional>

#include "arrays.h"
#include "parts.h"
#include "rwave/classification.h"
#include "rwave/error.h"
#include "rwave/score.h"

namespace rwave::python {
namespace {

// The columns of annotations; those after the symbols may be None.
std::vector<Annotation> annotations_from(const py::object& sample, const std::vector<std::string>& symbols,
                                         const py::object& subtype, const py::object& chan,
                                         const py::object& num,
                                         const std::optional<std::vector<std::string>>& aux_note) {
  const auto samples = integers_of(sample, "annotations: samples");
  if (samples.ndim() != 1 || static_cast<std::size_t>(samples.size()) != symbols.size())
    throw Error("annotations: expected as many samples as symbols, one-dimensional");
  const auto column = [&](const py::object& given, const char* name, int least, int most) {
    std::vector<int> values(symbols.size(), 0);
    if (given.is_none()) return values;
    const auto array = integers_of(given, std::string("annotations: ") + name);
    if (static_cast<std::size_t>(array.size()) != symbols.size())
      throw Error(std::string("annotations: expected as many values of ") + name + " as symbols");
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::int64_t value = array.data()[i];
      if (value < least || value > most)
        throw Error(std::string("annotations: ") + name + " " + std::to_string(value) +
                    " does not fit the format (" + std::to_string(least) + " to " + std::to_string(most) +
                    ")");
      values[i] = static_cast<int>(value);
    }
    return values;
  };
  const auto subtypes = column(subtype, "subtype", -128, 127), channels = column(chan, "chan", 0, 255),
             numbers = column(num, "num", -128, 127);
  if (aux_note && aux_note->size() != symbols.size())
    throw Error("annotations: expected as many values of aux_note as symbols");
  std::vector<Annotation> annotations;
  annotations.reserve(symbols.size());
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    const int code = code_of(symbols[i]);
    if (code < 0)
      throw Error("annotations: '" + symbols[i] + "' is no WFDB annotation symbol, as N, V, + are");
    annotations.push_back({samples.data()[i], static_cast<std::uint8_t>(code),
                           static_cast<std::int8_t>(subtypes[i]), static_cast<std::uint8_t>(channels[i]),
                           static_cast<std::int8_t>(numbers[i]), aux_note ? (*aux_note)[i] : std::string(),
                           0});
  }
  return annotations;
}

// BeatScore as Python has it.
struct PythonScore : BeatScore {
  static void* operator new(std::size_t size) { return zeroed_memory(size); }
  static void operator delete(void* memory) { std::free(memory); }
};

}  // namespace

py::array annotations_array(const std::vector<Annotation>& annotations) {
  const py::module_ numpy = py::module_::import("numpy");
  std::size_t longest = 1;
  py::list rows;
  for (const Annotation& each : annotations) {
    longest = std::max(longest, each.text.size());
    const auto text = py::reinterpret_steal<py::str>(
        PyUnicode_DecodeUTF8(each.text.data(), static_cast<Py_ssize_t>(each.text.size()), "replace"));
    rows.append(py::make_tuple(each.sample, std::string(symbol_of(each.code)), each.subtype, each.channel,
                               each.number, text));
  }
  py::list fields;
  const auto field = [&](const char* name, const std::string& format) {
    fields.append(py::make_tuple(name, format));
  };
  field("sample", "i8");
  field("symbol", "U4");
  field("subtype", "i1");
  field("chan", "u1");
  field("num", "i1");
  field("aux_note", "U" + std::to_string(longest));
  return numpy.attr("array")(rows, py::arg("dtype") = fields);
}

void add_annotations(py::module_& module) {
  py::class_<Annotations>(module, "Annotations")
      .def(py::init([](const py::object& sample, const std::vector<std::string>& symbols,
                       const py::object& subtype, const py::object& chan, const py::object& num,
                       const std::optional<std::vector<std::string>>& aux_note) {
             return Annotations{annotations_from(sample, symbols, subtype, chan, num, aux_note)};
           }),
           py::arg("sample"), py::arg("symbol"), py::arg("subtype") = py::none(),
           py::arg("chan") = py::none(), py::arg("num") = py::none(), py::arg("aux_note") = std::nullopt)
      .def_static(
          "read",
          [](const std::string& path, double fs) {
            const py::gil_scoped_release released;
            return Annotations{read_annotations(path, fs)};
          },
          py::arg("path"), py::arg("fs"))
      .def_static(
          "of_labels",
          [](const py::object& beats, const py::object& unanalyzable, const py::object& fibrillation,
             std::int64_t samples) {
            Classification labels;
            labels.beats = beats_of(beats);
            labels.unanalyzable = spans_of(unanalyzable);
            labels.fibrillation = spans_of(fibrillation);
            return Annotations{annotations_of(labels, samples)};
          },
          py::arg("beats"), py::arg("unanalyzable"), py::arg("fibrillation"), py::arg("samples"))
      .def(
          "write",
          [](const Annotations& annotations, const std::string& path) {
            const py::gil_scoped_release released;
            write_annotations(path, annotations.list);
          },
          py::arg("path"))
      .def("array", [](const Annotations& annotations) { return annotations_array(annotations.list); })
      .def("__len__", [](const Annotations& annotations) { return annotations.list.size(); });

  py::class_<PythonScore>(module, "BeatScore")
      .def(py::init<>())
      .def_property_readonly("counts",
                             [](const PythonScore& score) {
                               std::vector<std::int64_t> values;
                               for (const auto& row : score.counts)
                                 values.insert(values.end(), row.begin(), row.end());
                               return matrix_of(std::move(values), score.counts.size());
                             })
      .def_property_readonly_static("labels",
                                    [](const py::object&) { return std::string(BeatScore::labels); })
      .def_readonly("qrs_sensitivity", &BeatScore::qrs_sensitivity)
      .def_readonly("qrs_predictivity", &BeatScore::qrs_predictivity)
      .def_readonly("v_sensitivity", &BeatScore::v_sensitivity)
      .def_readonly("v_predictivity", &BeatScore::v_predictivity)
      .def_readonly("v_false_positive_rate", &BeatScore::v_false_positive_rate)
      .def_readonly("s_sensitivity", &BeatScore::s_sensitivity)
      .def_readonly("s_predictivity", &BeatScore::s_predictivity)
      .def_readonly("rr_error_ms", &BeatScore::rr_error_ms)
      .def_readonly("shutdown_s", &BeatScore::shutdown_seconds)
      .def("report", &BeatScore::report, py::arg("record") = "record", py::arg("reference") = "ref",
           py::arg("test") = "test")
      .def("__add__", [](PythonScore score, const PythonScore& other) {
        score += other;
        return score;
      });

  module.def(
      "score",
      [](const Annotations& reference, const Annotations& test, double fs, double start,
         std::optional<double> end, double window) {
        const py::gil_scoped_release released;
        return PythonScore{score_beats(reference.list, test.list, fs, {.start = start, .end = end, .window = window})};
      },
      py::arg("reference"), py::arg("test"), py::arg("fs"), py::arg("start"), py::arg("end"),
      py::arg("window"));
}

}  // namespace rwave::python
