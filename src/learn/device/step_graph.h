#pragma once
// A CUDA graph of a training step, recorded once and launched as a whole: a step of the seed network is over
// a hundred small kernels, and launching them one by one takes the host longer than a GPU takes to compute
// them.

#include <c10/core/Device.h>

#include <functional>
#include <memory>

namespace rwave::learn {

// run() carries out `step`. On a GPU the first warm_up runs carry it out as it is, so that libraries choose
// their algorithms and allocate what they keep; the next one records it as a CUDA graph, and from then on the
// graph is launched instead. So `step` must do the same work on tensors at the same addresses each time,
// and must not wait for the GPU or read from it. Random numbers are drawn in each run, from what the
// default generator's state is then. On the processor, and in a build without CUDA, run() only calls `step`.
class StepGraph {
 public:
  // Runs before the recording: cuDNN measures its algorithms in the first, libraries allocate in all of them.
  static constexpr int warm_up = 3;

  // Neither calls nor records anything yet.
  StepGraph(std::function<void()> step, const c10::Device& device);
  ~StepGraph();
  StepGraph(const StepGraph&) = delete;
  StepGraph& operator=(const StepGraph&) = delete;

  // Carries the step out, by whichever of the two.
  void run();

 private:
  // Holds CUDA's types, of which a build without CUDA has none.
  struct Recording;

  std::function<void()> step_;
  bool on_gpu_;
  // Runs so far, up to the recording.
  int runs_ = 0;
  std::unique_ptr<Recording> recording_;
};

}  // namespace rwave::learn
