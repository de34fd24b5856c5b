// CSV tables: any bytes are a recording or an Error; a table that opened must also be readable.
#include <cstdlib>

#include "rwave/error.h"
#include "scratch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::unique_ptr<rwave::Recording> recording;
  try {
    recording = rwave::open_recording(rwave::fuzz::put("x.csv", data, size), {.csv_rate = 250});
  } catch (const rwave::Error&) {
    return 0;
  }
  try {
    rwave::fuzz::read_ends(*recording);
  } catch (const rwave::Error&) {
    std::abort();
  }
  return 0;
}
