#pragma once
// The parts of the module, a function each that adds its names.

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <cstdlib>
#include <new>
#include <span>
#include <string>
#include <vector>

#include "rwave/annotation.h"
#include "rwave/classification.h"
#include "rwave/classifier.h"
#include "rwave/rhythm.h"

namespace rwave::python {

namespace py = pybind11;

// Memory that begins as zeros, for classes that Python may make without calling __init__ (Class.__new__): such an
// object is then an empty one, and not whatever the memory held before.
inline void* zeroed_memory(std::size_t size) {
  void* memory = std::calloc(1, size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

// Annotations as Python hands them to other functions of this module.
struct Annotations {
  std::vector<Annotation> list;

  static void* operator new(std::size_t size) { return zeroed_memory(size); }
  static void operator delete(void* memory) { std::free(memory); }
};

void add_recordings(py::module_& module);   // read, detect
void add_labels(py::module_& module);       // classify, hrv
void add_adapt(py::module_& module);        // adapt
void add_stream(py::module_& module);       // Classifier
void add_annotations(py::module_& module);  // read_annotations, write_annotations, score
void add_rows(py::module_& module);         // kaggle_rows

// Structured arrays: sample i8, label U1, probability f4; and of episodes: kind U32, code U8, first, end,
// beats i8, mean_rate, max_rate f8.
py::array beats_array(std::span<const LabelledBeat> beats);
py::array episodes_array(std::span<const Episode> episodes);

// (beats, rhythm, info) of a labelled recording.
py::tuple result_of(const LabelledRecording& labelled, const std::string& model);

// Beats of a structured array with the fields sample and label, or of an array of samples, which are all N.
std::vector<LabelledBeat> beats_of(const py::object& array);

// sample i8, symbol U4, subtype i1, chan u1, num i1, aux_note U (as wide as the longest).
py::array annotations_array(const std::vector<Annotation>& annotations);

}  // namespace rwave::python
