// XML of carts (GE MUSE, CardioSoft): any text is a recording or an Error.
#include "rwave/error.h"
#include "scratch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto recording = rwave::open_recording(rwave::fuzz::put("x.xml", data, size));
    rwave::fuzz::read_ends(*recording);
  } catch (const rwave::Error&) {
    return 0;
  }
  return 0;
}
