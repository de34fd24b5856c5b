// WFDB headers: any bytes are a header or an Error.
#include "record/wfdb/header.h"
#include "rwave/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    rwave::parse_header({reinterpret_cast<const char*>(data), size}, "fuzz.hea");
  } catch (const rwave::Error&) {
    return 0;
  }
  return 0;
}
