#pragma once
// One block of memory for all activations, laid out once.

#include <cstddef>
#include <vector>

namespace rwave::infer {

// Something that needs `bytes` from step `first` to step `last`, both included.
struct Lifetime {
  std::size_t bytes = 0;
  int first = 0;
  int last = 0;
};

struct ArenaLayout {
  // By lifetime, each a multiple of 64.
  std::vector<std::size_t> offset;
  std::size_t bytes = 0;
};

// Places the largest first, each at the lowest offset where it overlaps nothing that lives at the same time.
// Not optimal, but within a few per cent of the greatest simultaneous need for networks, whose values are
// few.
ArenaLayout lay_out(const std::vector<Lifetime>& lifetimes);

}  // namespace rwave::infer
