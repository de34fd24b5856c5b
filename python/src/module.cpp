// The compiled half of the Python package; python/rwave is the half that people call.
#include <pybind11/pybind11.h>

#include <exception>
#include <string_view>

#include "parts.h"
#include "rwave/error.h"

// One registry of exceptions a module: they are looked up by type wherever C++ throws.
PYBIND11_MODULE(_rwave, module) {
  module.doc() = "The compiled half of rwave; use the functions of the package rwave.";
  module.attr("__version__") = RWAVE_VERSION;
  // A ValueError, so that callers who know nothing of rwave catch it too.
  static const pybind11::handle error =
      pybind11::exception<rwave::Error>(module, "Error", PyExc_ValueError).release();
  pybind11::register_exception_translator([](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const rwave::Error& fault) {
      // A file's name may be no UTF-8, and stands in the text as Python has such names.
      const std::string_view text = fault.what();
      const auto words = pybind11::reinterpret_steal<pybind11::object>(
          PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "surrogateescape"));
      if (words) PyErr_SetObject(error.ptr(), words.ptr());
    }
  });
  rwave::python::add_recordings(module);
  rwave::python::add_labels(module);
  rwave::python::add_stream(module);
  rwave::python::add_annotations(module);
  rwave::python::add_adapt(module);  // after Annotations, which it takes
  rwave::python::add_rows(module);
}
