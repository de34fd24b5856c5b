// CSV tables: any bytes are a recording or an Error; a table that opened must also be readable. With a rate,
// by its own times, and with its times passed over.
#include <cstdlib>

#include "rwave/error.h"
#include "scratch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::filesystem::path file = rwave::fuzz::put("x.csv", data, size);
  for (const rwave::OpenOptions& options : {rwave::OpenOptions{.csv_rate = 250}, rwave::OpenOptions{},
                                            rwave::OpenOptions{.csv_rate = 1000, .ignore_time = true}}) {
    std::unique_ptr<rwave::Recording> recording;
    try {
      recording = rwave::open_recording(file, options);
    } catch (const rwave::Error&) {
      continue;
    }
    try {
      rwave::fuzz::read_ends(*recording);
    } catch (const rwave::Error&) {
      std::abort();
    }
  }
  return 0;
}
