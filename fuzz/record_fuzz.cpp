// Whole WFDB records: the input is a header, a byte 0, and the signal file x.dat; any of both is a recording
// or an Error.
#include <algorithm>

#include "rwave/error.h"
#include "scratch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto* end = data + size;
  const auto* split = std::find(data, end, std::uint8_t{0});
  const auto header = rwave::fuzz::put("x.hea", data, static_cast<std::size_t>(split - data));
  const auto* samples = split == end ? end : split + 1;
  rwave::fuzz::put("x.dat", samples, static_cast<std::size_t>(end - samples));
  try {
    const auto recording = rwave::open_recording(header);
    rwave::fuzz::read_ends(*recording);
    recording->verify();
  } catch (const rwave::Error&) {
    return 0;
  }
  return 0;
}
