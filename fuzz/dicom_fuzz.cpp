// DICOM waveforms: any bytes are a recording or an Error, dcmtk included.
#include "rwave/error.h"
#include "scratch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto recording = rwave::open_recording(rwave::fuzz::put("x.dcm", data, size));
    rwave::fuzz::read_ends(*recording);
  } catch (const rwave::Error&) {
    return 0;
  }
  return 0;
}
