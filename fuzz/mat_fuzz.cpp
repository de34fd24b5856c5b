// MAT files of versions 4 and 5: any bytes are a recording or an Error. zlib's checksum stands in the way of
// changes within compressed elements, so some seeds are not compressed.
#include "rwave/error.h"
#include "scratch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    rwave::OpenOptions options;
    options.csv_rate = 250;
    const auto recording = rwave::open_recording(rwave::fuzz::put("x.mat", data, size), options);
    rwave::fuzz::read_ends(*recording);
  } catch (const rwave::Error&) {
    return 0;
  }
  return 0;
}
