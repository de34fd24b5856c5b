// The compiled half of the Python package; python/rwave is the half that people call.
#include <pybind11/pybind11.h>

#include "parts.h"
#include "rwave/error.h"

// One registry of exceptions a module: they are looked up by type wherever C++ throws.
PYBIND11_MODULE(_rwave, module) {
  module.doc() = "The compiled half of rwave; use the functions of the package rwave.";
  module.attr("__version__") = RWAVE_VERSION;
  // A ValueError, so that callers who know nothing of rwave catch it too.
  pybind11::register_exception<rwave::Error>(module, "Error", PyExc_ValueError);
  rwave::python::add_recordings(module);
  rwave::python::add_labels(module);
  rwave::python::add_stream(module);
  rwave::python::add_annotations(module);
  rwave::python::add_adapt(module);  // after Annotations, which it takes
  rwave::python::add_rows(module);
}
