// SCP-ECG: any bytes are a recording or an Error. The CRCs are made right first, or nothing behind them would
// ever be reached.
#include <algorithm>
#include <vector>

#include "record/ishne/ishne_header.h"
#include "rwave/error.h"
#include "scratch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::uint8_t> bytes(data, data + size);
  const auto number = [&](std::size_t at, std::size_t count) {
    std::size_t value = 0;
    for (std::size_t i = 0; i < count && at + i < size; ++i) value |= std::size_t{bytes[at + i]} << (8 * i);
    return value;
  };
  const auto put_crc = [&](std::size_t begin, std::size_t length) {
    if (length < 2 || begin > size || length > size - begin) return;
    const std::uint16_t crc = rwave::crc_ccitt(std::span(bytes).subspan(begin + 2, length - 2));
    bytes[begin] = static_cast<std::uint8_t>(crc);
    bytes[begin + 1] = static_cast<std::uint8_t>(crc >> 8);
  };
  if (size > 6 && (bytes[0] & 7) != 0) {  // some keep the CRCs that they have
    for (std::size_t at = 22; at + 10 <= std::min(size, 6 + number(10, 4)); at += 10) {
      if (number(at + 6, 4) > 22) put_crc(number(at + 6, 4) - 1, number(at + 2, 4));
    }
    put_crc(0, number(2, 4));
  }
  try {
    const auto recording = rwave::open_recording(rwave::fuzz::put("x.scp", bytes.data(), bytes.size()));
    rwave::fuzz::read_ends(*recording);
  } catch (const rwave::Error&) {
    return 0;
  }
  return 0;
}
