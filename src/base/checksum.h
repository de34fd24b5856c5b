#pragma once
// A checksum against damage and mix-ups, not against malice.

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace rwave {

// FNV-1a, 64 bits: at about a byte a nanosecond fast enough to be always on.
class Checksum {
 public:
  // More bytes; several calls give what one with all of them would.
  void add(std::string_view bytes) {
    for (const char byte : bytes) sum_ = (sum_ ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
  }
  // Numbers as they lie in memory: only for files that are read on machines of this byte order, and for
  // types without padding.
  template <class Value>
  void add_values(const Value* values, std::size_t count) {
    add({reinterpret_cast<const char*>(values), count * sizeof(Value)});
  }
  // Sixteen hexadecimal digits.
  std::string text() const { return fmt::format("{:016x}", sum_); }

 private:
  // FNV's offset basis: what no bytes at all give.
  std::uint64_t sum_ = 0xcbf29ce484222325U;
};

}  // namespace rwave
