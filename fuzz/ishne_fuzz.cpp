// ISHNE files, of samples and of labels: any bytes are a recording or an Error. The CRC is made right first,
// or nothing behind it would ever be reached.
#include <vector>

#include "record/ishne/ishne_header.h"
#include "rwave/error.h"
#include "scratch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::uint8_t> bytes(data, data + size);
  if (size >= 522) {
    const auto offset = static_cast<std::size_t>(bytes[22] | bytes[23] << 8 | (bytes[24] & 0x7f) << 16);
    if (offset >= 10 && offset <= size && (bytes[8] & 7) != 0) {  // some keep the CRC that they have
      const std::uint16_t crc = rwave::crc_ccitt(std::span(bytes).first(offset).subspan(10));
      bytes[8] = static_cast<std::uint8_t>(crc);
      bytes[9] = static_cast<std::uint8_t>(crc >> 8);
    }
  }
  try {
    const auto labels = rwave::fuzz::put("x.ann", bytes.data(), bytes.size());
    const auto file = rwave::fuzz::put("x.ecg", bytes.data(), bytes.size());
    rwave::open_recording(labels)->annotations();
    const auto recording = rwave::open_recording(file);
    rwave::fuzz::read_ends(*recording);
    recording->annotations();
  } catch (const rwave::Error&) {
    return 0;
  }
  return 0;
}
