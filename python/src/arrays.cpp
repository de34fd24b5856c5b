#include "arrays.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>

#include "rwave/error.h"

namespace rwave::python {
namespace {

std::string shape_text(const py::array& array) {
  std::string text;
  for (py::ssize_t i = 0; i < array.ndim(); ++i)
    text += fmt::format("{}{}", i == 0 ? "" : ", ", array.shape(i));
  return array.ndim() == 1 ? "(" + text + ",)" : "(" + text + ")";
}

// float32 or float64 of the machine's own byte order, as it is; integers and other floats as float64.
py::array real_numbers(const py::object& object) {
  // What a masked array masks was not recorded; its values below the mask may be anything.
  if (py::hasattr(object, "mask") && py::hasattr(object, "filled"))
    return real_numbers(object.attr("astype")("float64").attr("filled")(std::nan("")));
  const py::array array = py::isinstance<py::array>(object)
                              ? py::reinterpret_borrow<py::array>(object)
                              : py::array(py::module_::import("numpy").attr("asarray")(object));
  const char kind = array.dtype().kind();
  if (kind != 'f' && kind != 'i' && kind != 'u')
    throw py::type_error("samples are of type " + std::string(py::str(array.dtype())) +
                         "; expected real numbers in mV (float32 and float64 are taken without a copy)");
  const auto size = array.dtype().itemsize();
  const bool native = py::bool_(array.dtype().attr("isnative"));
  if (kind == 'f' && native && (size == 4 || size == 8)) return array;
  return py::array(array.attr("astype")("float64"));
}

}  // namespace

Samples samples_of(const py::object& object) {
  py::array array = real_numbers(object);
  if (array.ndim() != 1 && array.ndim() != 2)
    throw Error(
        fmt::format("samples of shape {}; expected (samples,) or (samples, leads)", shape_text(array)));
  const py::ssize_t frames = array.shape(0), leads = array.ndim() == 2 ? array.shape(1) : 1;
  if (frames == 0 || leads == 0)
    throw Error(fmt::format("samples of shape {}: there are none", shape_text(array)));
  if (leads > frames)
    throw Error(fmt::format("samples of shape {}; expected (samples, leads): give the transpose, x.T",
                            shape_text(array)));
  // A stride of 0 (numpy.broadcast_to) has another meaning below.
  if (array.strides(0) == 0 || (array.ndim() == 2 && array.strides(1) == 0)) array = array.attr("copy")();
  Samples samples{array, {}};
  samples.matrix.samples = array.data();
  samples.matrix.type =
      array.dtype().itemsize() == 4 ? SampleMatrix::Type::float32 : SampleMatrix::Type::float64;
  samples.matrix.frames = frames;
  samples.matrix.leads = static_cast<int>(leads);
  samples.matrix.frame_stride = array.strides(0);
  samples.matrix.lead_stride = array.ndim() == 2 ? array.strides(1) : 0;
  return samples;
}

py::array_t<std::int64_t, py::array::c_style | py::array::forcecast> integers_of(const py::object& object,
                                                                                 const std::string& what) {
  const py::array array = py::isinstance<py::array>(object)
                              ? py::reinterpret_borrow<py::array>(object)
                              : py::array(py::module_::import("numpy").attr("asarray")(object));
  const char kind = array.dtype().kind();
  // An empty list is an array of float64; numbers beyond 64 bits are objects, or unsigned.
  const bool beyond = kind == 'u' && array.dtype().itemsize() == 8 && array.size() > 0 &&
                      array.attr("max")().cast<std::uint64_t>() > std::uint64_t{INT64_MAX};
  if ((array.size() > 0 && kind != 'i' && kind != 'u') || beyond)
    throw py::type_error(what + ": expected integers, not " + std::string(py::str(array.dtype())));
  return py::array_t<std::int64_t, py::array::c_style | py::array::forcecast>(array);
}

py::dtype dtype_of(const std::vector<Field>& fields, std::size_t size) {
  py::list names, formats, offsets;
  for (const Field& field : fields) {
    names.append(py::str(field.name));
    formats.append(py::dtype(std::string(field.format)));
    offsets.append(py::int_(field.offset));
  }
  return py::dtype(names, formats, offsets, static_cast<py::ssize_t>(size));
}

py::array spans_array(const std::vector<SampleSpan>& spans) {
  std::vector<std::int64_t> values;
  for (const SampleSpan& span : spans) values.insert(values.end(), {span.first, span.end});
  return matrix_of(std::move(values), 2);
}

std::vector<SampleSpan> spans_of(const py::object& array) {
  const auto values = integers_of(array, "spans");
  if (values.size() == 0) return {};
  if (values.ndim() != 2 || values.shape(1) != 2)
    throw Error("spans are no (n, 2) array of first sample and the one after the last");
  std::vector<SampleSpan> spans;
  for (py::ssize_t i = 0; i < values.shape(0); ++i) spans.push_back({values.at(i, 0), values.at(i, 1)});
  return spans;
}

}  // namespace rwave::python
