#include "learn/device/step_graph.h"

#ifdef RWAVE_CUDA
#include <ATen/cuda/CUDAGraph.h>
#endif

namespace rwave::learn {

#ifdef RWAVE_CUDA
struct StepGraph::Recording {
  at::cuda::CUDAGraph graph;
};
#else
struct StepGraph::Recording {};
#endif

StepGraph::StepGraph(std::function<void()> step, const c10::Device& device)
    : step_(std::move(step)), on_gpu_(device.is_cuda()) {}

StepGraph::~StepGraph() = default;

// Recorded once and replayed: a small network's step is some hundred kernels, and starting each
// from the program takes longer than computing it.
void StepGraph::run() {
#ifdef RWAVE_CUDA
  if (on_gpu_ && runs_ == warm_up) {
    if (!recording_) {
      recording_ = std::make_unique<Recording>();
      recording_->graph.capture_begin();
      // Also on the run of the recording the graph is launched afterwards: capturing computes nothing.
      step_();  // nothing is computed: the kernels are noted
      recording_->graph.capture_end();
    }
    recording_->graph.replay();
    return;
  }
#endif
  // On the processor there is nothing to warm up, and the tests see the same function.
  step_();
  if (on_gpu_) ++runs_;
}

}  // namespace rwave::learn
