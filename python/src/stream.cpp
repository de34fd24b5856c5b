// Classifier: an ECG as it comes in.
#include <pybind11/stl.h>

#include <fmt/format.h>

#include <memory>
#include <mutex>
#include <optional>

#include "arrays.h"
#include "classify/live_rhythm.h"
#include "models.h"
#include "parts.h"
#include "rwave/error.h"

namespace rwave::python {
namespace {

class StreamClassifier {
 public:
  StreamClassifier(double fs, int leads, const std::optional<std::string>& model, float unknown_below)
      : leads_(leads), live_(make(fs, leads, model.value_or("live"), unknown_below)) {}

  void push(const py::object& x) {
    if (!live_ && leads_ == 0) throw Error("this Classifier is closed");  // never begun
    const auto samples = py::array_t<float, py::array::c_style | py::array::forcecast>::ensure(checked(x));
    if (!samples) throw py::error_already_set();
    const Use use(*this);
    const py::gil_scoped_release released;
    live_->push({samples.data(), static_cast<std::size_t>(samples.size())});
  }

  py::array take() {
    const Use use(*this);
    const py::array beats = beats_array(live_->beats);
    live_->beats.clear();
    return beats;
  }

  py::tuple take_rhythm() {
    const Use use(*this);
    std::vector<Episode> begun, ended;
    for (const EpisodeEvent& event : live_->events) (event.ended ? ended : begun).push_back(event.episode);
    live_->events.clear();
    return py::make_tuple(episodes_array(begun), episodes_array(ended));
  }

  void finish() {
    const Use use(*this);
    const py::gil_scoped_release released;
    live_->finish();
  }

  void close() {
    const Use use(*this);
    live_.reset();
  }

  static void* operator new(std::size_t size) { return zeroed_memory(size); }
  static void operator delete(void* memory) { std::free(memory); }

 private:
  static std::unique_ptr<LiveRhythm> make(double fs, int leads, const std::string& model,
                                          float unknown_below) {
    if (leads < 1 || leads > 2) throw Error(fmt::format("{} leads; expected 1 or 2", leads));
    const py::gil_scoped_release released;
    return std::make_unique<LiveRhythm>(load_model(model), fs, leads,
                                        ClassifierOptions{.unknown_below = unknown_below});
  }

  // The lock of one call. Waiting would hide a fault: two threads that push have no order of samples.
  class Use {
   public:
    explicit Use(StreamClassifier& classifier) : lock_(classifier.mutex_, std::try_to_lock) {
      if (!lock_) throw Error("this Classifier is at work in another thread: give each thread its own");
      if (!classifier.live_) throw Error("this Classifier is closed");
    }

   private:
    std::unique_lock<std::mutex> lock_;
  };

  // Samples of the right kind and shape, as they are.
  py::object checked(const py::object& x) const {
    const Samples samples = samples_of(x);
    if (samples.matrix.leads != leads_)
      throw Error(fmt::format("samples of {}; this Classifier was made for {}: expected shape (samples,{})",
                              leads_text(samples.matrix.leads), leads_text(leads_),
                              leads_ == 1 ? "" : fmt::format(" {}", leads_)));
    return samples.array;
  }

  static std::string leads_text(int leads) { return leads == 1 ? "1 lead" : fmt::format("{} leads", leads); }

  int leads_;
  std::mutex mutex_;
  std::unique_ptr<LiveRhythm> live_;
};

}  // namespace

void add_stream(py::module_& module) {
  py::class_<StreamClassifier>(module, "StreamClassifier")
      .def(py::init<double, int, const std::optional<std::string>&, float>(), py::arg("fs"), py::arg("leads"),
           py::arg("model"), py::arg("unknown_below"))
      .def("push", &StreamClassifier::push, py::arg("x"))
      .def("take", &StreamClassifier::take)
      .def("take_rhythm", &StreamClassifier::take_rhythm)
      .def("finish", &StreamClassifier::finish)
      .def("close", &StreamClassifier::close);
}

}  // namespace rwave::python
