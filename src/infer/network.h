#pragma once
// A network ready to classify rows: what the rest of the program uses of this floor.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>

#include "infer/graph.h"
#include "infer/kernels/kernels.h"

namespace rwave::infer {

// How a network is run. None of it changes a score but `simd`, which changes its last bits.
struct RunOptions {
  // Threads that share the rows of a batch, 0 to 1024; 0: one per core. A stream labels beat by beat and
  // gains nothing from more than one.
  int threads = 1;
  // Rows taken at once, by all threads together; longer input is done in parts. Memory grows with it, and
  // large networks read their weights once per batch.
  int max_batch = 256;
  // Nothing: the machine's best. A level that the machine has not got is an Error.
  std::optional<SimdLevel> simd = {};
};

// One thread at a time may use an object. The scores of a row are the same bits whatever batch it is in,
// whatever the number of threads; between SIMD levels they differ by rounding.
class Network {
 public:
  // Throws Error where the file is no network that can be run, see read_onnx, or the options are absurd.
  static Network load(const std::filesystem::path& file, const RunOptions& options = {});
  explicit Network(Graph graph, const RunOptions& options = {});
  Network(Network&&) noexcept;
  Network& operator=(Network&&) noexcept;
  ~Network();

  // What the file says of itself; nothing where it has no card.
  const std::optional<ModelCard>& card() const;

  // Floats of a row: channels * length.
  std::int64_t row_values() const;
  // Floats that come out of a row: classes.
  std::int64_t row_scores() const;

  // rows: n * row_values() floats, row after row, each (channels, length); scores: n * row_scores(). Throws
  // Error where the sizes do not fit. Allocates nothing.
  void run(std::span<const float> rows, std::span<float> scores);

  // The level that the weights were packed for.
  SimdLevel simd() const;
  // Memory for activations, of all threads together.
  std::size_t arena_bytes() const;
  // Memory for weights as they are packed; the file's own are freed.
  std::size_t weight_bytes() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rwave::infer
