#include "gradient/update.h"

#include <algorithm>

#include "gradient/kernels/kernels.h"

namespace rwave::gradient {

void update(const Update& whole, int threads) {
  constexpr std::int64_t least_part = 1 << 16;  // less is not worth a thread
  const auto parts =
      static_cast<int>(std::clamp<std::int64_t>(whole.count / least_part, 1, std::max(threads, 1)));
  const auto carry_out = [&](int part) {
    const std::int64_t first = whole.count * part / parts, last = whole.count * (part + 1) / parts;
    Update stretch = whole;
    stretch.weight += first;
    stretch.gradient += first;
    if (stretch.first) stretch.first += first;
    if (stretch.second) stretch.second += first;
    stretch.count = last - first;
    kernels().update(stretch);
  };
  if (parts == 1) return carry_out(0);
#pragma omp parallel for num_threads(parts) schedule(static)
  for (int part = 0; part < parts; ++part) carry_out(part);
}

}  // namespace rwave::gradient
