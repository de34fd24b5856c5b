#pragma once
// NumPy arrays in and out: samples looked at where they lie, results handed over without a copy.

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rwave/detector.h"
#include "rwave/samples.h"

namespace rwave::python {

namespace py = pybind11;

// An array of samples with the view of it that the library reads. The array is kept alive by this object.
struct Samples {
  py::array array;
  SampleMatrix matrix;
};

// (samples,) or (samples, leads) in mV. float32 and float64 are taken as they lie; integers become float64.
// Raises TypeError for what holds no real numbers, Error for other shapes.
Samples samples_of(const py::object& object);

// Whole numbers, whatever holds them; TypeError, which begins with `what`, for anything else: an array of floats would
// lose its fractions in silence.
py::array_t<std::int64_t, py::array::c_style | py::array::forcecast> integers_of(const py::object& object,
                                                                                 const std::string& what);

// A field of a structured array.
struct Field {
  const char* name;
  const char* format;  // NumPy's: "i8", "U1"
  std::size_t offset;
};

py::dtype dtype_of(const std::vector<Field>& fields, std::size_t size);

// The vector's values as an array of this type, which owns them from now on.
template <typename T>
py::array array_of(std::vector<T> values, const py::dtype& type) {
  auto held = std::make_unique<std::vector<T>>(std::move(values));
  auto* vector = held.get();
  const py::capsule owner(held.release(), [](void* p) { delete static_cast<std::vector<T>*>(p); });
  return py::array(type, {static_cast<py::ssize_t>(vector->size())}, {static_cast<py::ssize_t>(sizeof(T))},
                   vector->data(), owner);
}

// (n, columns) of a plain type, in the same way.
template <typename T>
py::array matrix_of(std::vector<T> values, std::size_t columns) {
  const auto rows = static_cast<py::ssize_t>(columns == 0 ? 0 : values.size() / columns);
  auto held = std::make_unique<std::vector<T>>(std::move(values));
  auto* vector = held.get();
  const py::capsule owner(held.release(), [](void* p) { delete static_cast<std::vector<T>*>(p); });
  const auto width = static_cast<py::ssize_t>(columns * sizeof(T));
  return py::array(py::dtype::of<T>(), {rows, static_cast<py::ssize_t>(columns)},
                   {width, static_cast<py::ssize_t>(sizeof(T))}, vector->data(), owner);
}

// (n, 2): first sample and the one after the last.
py::array spans_array(const std::vector<SampleSpan>& spans);
std::vector<SampleSpan> spans_of(const py::object& array);

// NumPy's fixed text of N characters.
template <std::size_t N>
struct Text {
  char32_t letters[N] = {};

  explicit Text(std::string_view text = {}) {
    for (std::size_t i = 0; i < text.size() && i < N; ++i)
      letters[i] = static_cast<char32_t>(static_cast<unsigned char>(text[i]));
  }
};

}  // namespace rwave::python
