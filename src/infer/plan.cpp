#include "infer/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "infer/arena.h"
#include "infer/ops/lowering.h"
#include "rwave/error.h"

namespace rwave::infer {
namespace {

constexpr std::size_t max_arena_bytes = std::size_t{1} << 30;

// Steps run beat by beat while their values fit the nearest caches; Linear layers take the whole
// batch, so that their weights are read once. A segment is a run of steps of one kind.
void cut_into_segments(Plan& plan) {
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const bool whole = plan.steps[i]->whole_batch();
    if (plan.segments.empty() || plan.segments.back().whole_batch != whole)
      plan.segments.push_back({i, i, whole});
    plan.segments.back().last = i + 1;
  }
}

// When a buffer is written first and read last, by segment and by step.
struct Span {
  std::size_t first_segment = 0, last_segment = 0;
  int first_step = -1, last_step = 0;
};

std::vector<Span> spans_of(const Plan& plan) {
  std::vector<Span> spans(plan.buffers.size());
  for (std::size_t s = 0; s < plan.segments.size(); ++s) {
    for (std::size_t i = plan.segments[s].first; i < plan.segments[s].last; ++i) {
      const auto touch = [&](int buffer) {
        if (buffer < 0) return;
        Span& span = spans[static_cast<std::size_t>(buffer)];
        if (span.first_step < 0) {
          span.first_step = static_cast<int>(i);
          span.first_segment = s;
        }
        span.last_step = static_cast<int>(i);
        span.last_segment = s;
      };
      touch(plan.steps[i]->writes());
      for (const int buffer : plan.steps[i]->reads()) touch(buffer);
    }
  }
  return spans;
}

// A buffer that passes from one segment to another, or that a whole-batch step touches, has a place for every
// row and lives as long as those segments; any other is used again for each beat.
void lay_out_buffers(Plan& plan) {
  const std::vector<Span> spans = spans_of(plan);
  std::vector<Lifetime> lifetimes(plan.buffers.size());
  for (std::size_t b = 0; b < plan.buffers.size(); ++b) {
    Buffer& buffer = plan.buffers[b];
    const Span& span = spans[b];
    const Plan::Segment& begin = plan.segments[span.first_segment];
    buffer.whole_batch = span.first_segment != span.last_segment || begin.whole_batch;
    // Int8 products read up to 3 bytes past the end.
    const std::size_t bytes = (buffer.bytes() + 4 + 63) / 64 * 64;
    // Divided, not multiplied: the product could wrap around for a file that asks for absurd sizes.
    if (bytes > max_arena_bytes / static_cast<std::size_t>(plan.max_rows))
      throw Error(fmt::format("a layer's result takes {} bytes a beat; expected at most {} for {} beats",
                              bytes, max_arena_bytes, plan.max_rows));
    if (buffer.whole_batch) {
      buffer.row_bytes = bytes;
      lifetimes[b] = {bytes * static_cast<std::size_t>(plan.max_rows), static_cast<int>(begin.first),
                      static_cast<int>(plan.segments[span.last_segment].last) - 1};
    } else {
      lifetimes[b] = {bytes, span.first_step, span.last_step};
    }
  }
  const ArenaLayout layout = lay_out(lifetimes);
  if (layout.bytes > max_arena_bytes)
    throw Error(fmt::format("the network needs {} bytes for {} beats; expected at most {}", layout.bytes,
                            plan.max_rows, max_arena_bytes));
  for (std::size_t b = 0; b < plan.buffers.size(); ++b) plan.buffers[b].offset = layout.offset[b];
  plan.arena_bytes = layout.bytes;
}

// The padding around a row's values: zeros, or the byte that stands for zero.
void fill_padding(const Frame& frame, int index, std::int64_t row) {
  const Buffer& buffer = frame.buffers[index];
  const std::size_t size = buffer.element_bytes();
  std::byte* values = buffer.is_uint8 ? reinterpret_cast<std::byte*>(frame.at<std::uint8_t>(index, row))
                                      : reinterpret_cast<std::byte*>(frame.at<float>(index, row));
  const std::size_t before = static_cast<std::size_t>(buffer.pad_begin) * size;
  std::memset(values - before, buffer.pad_value, before);
  std::memset(values + static_cast<std::size_t>(buffer.elements) * size, buffer.pad_value,
              static_cast<std::size_t>(buffer.pad_end) * size);
}

void run_step(const Step& step, const Frame& frame, std::int64_t first, std::int64_t rows) {
  step.run(frame, first, rows);
  if (step.writes() < 0) return;
  const Buffer& written = frame.buffers[step.writes()];
  if (written.pad_begin + written.pad_end == 0) return;
  for (std::int64_t row = first; row < first + rows; ++row) fill_padding(frame, step.writes(), row);
}

}  // namespace

Plan make_plan(Graph graph, const Kernels& kernels, std::int64_t max_rows) {
  if (max_rows < 1 || max_rows > 1 << 20)
    throw Error(fmt::format("a batch of {} beats; expected 1 to {}", max_rows, 1 << 20));
  Plan plan = Lowering(std::move(graph), kernels).run();
  plan.max_rows = max_rows;
  cut_into_segments(plan);
  lay_out_buffers(plan);
  return plan;
}

void run_plan(const Plan& plan, std::byte* arena, const float* rows, std::int64_t count, float* scores) {
  const Frame frame{arena, plan.buffers.data(), plan.kernels, rows, scores};
  for (const Plan::Segment& segment : plan.segments) {
    if (segment.whole_batch) {
      for (std::size_t i = segment.first; i < segment.last; ++i) run_step(*plan.steps[i], frame, 0, count);
      continue;
    }
    for (std::int64_t row = 0; row < count; ++row)
      for (std::size_t i = segment.first; i < segment.last; ++i) run_step(*plan.steps[i], frame, row, 1);
  }
}

}  // namespace rwave::infer
