// EDF and BDF files: any bytes are a recording or an Error.
#include "rwave/error.h"
#include "scratch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto recording = rwave::open_recording(rwave::fuzz::put("x.edf", data, size));
    rwave::fuzz::read_ends(*recording);
    recording->annotations();
  } catch (const rwave::Error&) {
    return 0;
  }
  return 0;
}
