#include "gradient/update.h"

#include <algorithm>

#include "gradient/kernels/gradient_kernels.h"

namespace rwave::gradient {

void update(const Update& whole, int threads) {
  // Each value is updated alone, so the parts need no order and no sums.
  // Less is not worth a thread.
  constexpr std::int64_t least_part = 1 << 16;
  const auto parts =
      static_cast<int>(std::clamp<std::int64_t>(whole.count / least_part, 1, std::max(threads, 1)));
  const auto carry_out = [&](int part) {
    const std::int64_t first = whole.count * part / parts, last = whole.count * (part + 1) / parts;
    Update segment = whole;
    segment.weight += first;
    segment.gradient += first;
    if (segment.first) segment.first += first;
    if (segment.second) segment.second += first;
    segment.count = last - first;
    kernels().update(segment);
  };
  // Without a team of threads, which a small network would wait for in each step.
  if (parts == 1) return carry_out(0);
#pragma omp parallel for num_threads(parts) schedule(static)
  for (int part = 0; part < parts; ++part) carry_out(part);
}

}  // namespace rwave::gradient
