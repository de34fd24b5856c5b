#include "learn/runtime.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <malloc.h>

#include "base/parallel.h"

namespace rwave::learn {

int prepare_torch(int threads) {
  ::mallopt(M_MMAP_MAX, 0);
  ::mallopt(M_TRIM_THRESHOLD, -1);
  at::globalContext().setFlushDenormal(true);
  at::set_num_threads(threads > 0 ? threads : available_threads());
  return at::get_num_threads();
}

}  // namespace rwave::learn
