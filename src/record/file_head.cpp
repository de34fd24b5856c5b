// The first bytes of a file as numbers and text.
#include <algorithm>

#include "record/byte_source.h"
#include "record/formats.h"

namespace rwave {
namespace {

// Comments before an XML file's root element push it far down; magic numbers need 300 bytes.
constexpr std::size_t head_bytes = 8192;

}  // namespace

// Past the end there are zeros: each test for a format can then ask for any place without a check
// of its own.
std::uint32_t FileHead::u16(std::size_t offset) const {
  if (bytes.size() < offset + 2) return 0;
  return static_cast<std::uint8_t>(bytes[offset]) |
         static_cast<std::uint32_t>(static_cast<std::uint8_t>(bytes[offset + 1])) << 8;
}

std::uint32_t FileHead::u32(std::size_t offset) const {
  return u16(offset) | u16(offset + 2) << 16;
}

std::string FileHead::text() const {
  std::string out;
  // UTF-16, as spreadsheets and some Windows devices write text. Only ASCII is of use for telling
  // formats apart.
  if (holds("\xff\xfe") || holds("\xfe\xff")) {
    const std::size_t low = holds("\xff\xfe") ? 0 : 1;
    for (std::size_t i = 2; i + 1 < bytes.size(); i += 2)
      out += bytes[i + 1 - low] == '\0' ? bytes[i + low] : '?';
  } else {
    out = bytes.substr(holds("\xef\xbb\xbf") ? 3 : 0);
  }
  out.erase(0, std::min(out.find_first_not_of(" \t\r\n"), out.size()));
  return out;
}

FileHead read_head(const std::filesystem::path& file) {
  const ByteSource source(file);
  FileHead head;
  head.size = source.size();
  head.bytes.resize(head_bytes);
  const std::span bytes(reinterpret_cast<std::uint8_t*>(head.bytes.data()), head.bytes.size());
  head.bytes.resize(source.read_some(0, bytes));
  return head;
}

}  // namespace rwave
