#include "learn/cuda/step_graph.h"

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

void StepGraph::run() {
#ifdef RWAVE_CUDA
  if (on_gpu_ && runs_ == warm_up) {
    if (!recording_) {
      recording_ = std::make_unique<Recording>();
      recording_->graph.capture_begin();
      step_();  // nothing is computed: the kernels are noted
      recording_->graph.capture_end();
    }
    recording_->graph.replay();
    return;
  }
#endif
  step_();
  if (on_gpu_) ++runs_;
}

}  // namespace rwave::learn
