#include "record/scp/scp_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "record/ishne/ishne_header.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr std::size_t file_header = 6;      // CRC, length
constexpr std::size_t section_header = 16;  // CRC, number, length, versions, reserved
constexpr std::size_t pointer_bytes = 10;
constexpr int last_read = 6;  // section 6, the rhythm, is the last one that is used

std::uint32_t number_at(std::span<const std::uint8_t> bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value |= static_cast<std::uint32_t>(bytes[at + i]) << (8 * i);
  return value;
}

}  // namespace

void ScpFields::fail(std::size_t at, const std::string& message) const {
  throw Error::at_offset(*file_, section_.offset + static_cast<std::int64_t>(at),
                         fmt::format("section {}: {}", number_, message));
}

std::span<const std::uint8_t> ScpFields::bytes(std::size_t at, std::size_t count) const {
  if (at > size() || count > size() - at)
    fail(std::min(at, size()), fmt::format("the section ends here, {} bytes were expected", count));
  return section_.data.subspan(at, count);
}

std::uint32_t ScpFields::u8(std::size_t at) const {
  return bytes(at, 1)[0];
}
std::uint32_t ScpFields::u16(std::size_t at) const {
  return number_at(bytes(at, 2), 0, 2);
}
std::uint32_t ScpFields::u32(std::size_t at) const {
  return number_at(bytes(at, 4), 0, 4);
}

ScpFile parse_scp_sections(std::span<const std::uint8_t> bytes, const std::string& file) {
  const auto fault = [&](std::size_t at, const std::string& message) {
    return Error::at_offset(file, static_cast<std::int64_t>(at), message);
  };
  if (bytes.size() < file_header + section_header)
    throw fault(bytes.size(), "the file ends within the header of section 0");
  const std::uint32_t stated = number_at(bytes, 2, 4);
  if (stated > bytes.size() || stated < file_header + section_header)
    throw fault(
        2, fmt::format("the record is said to have {} bytes, the file has {}: it was cut off or is damaged",
                       stated, bytes.size()));
  // Bytes behind the stated length are of no section. The CRC is over the stated length.
  bytes = bytes.first(stated);
  ScpFile scp;
  const std::uint32_t crc = number_at(bytes, 0, 2), found = crc_ccitt(bytes.subspan(2));
  if (crc == 0) scp.warnings.emplace_back("the file has no CRC (0), so it could not be checked");
  if (crc != 0 && crc != found)
    throw fault(0, fmt::format("the CRC is {:#06x}, the file states {:#06x}: it is damaged; get it again",
                               found, crc));

  // Section 0 lists where the others lie, so that they may stand in any order and some may be
  // missing.
  const std::uint32_t pointers = number_at(bytes, file_header + 4, 4);
  if (pointers < section_header || pointers > bytes.size() - file_header)
    throw fault(file_header + 4, fmt::format("section 0 of {} bytes: {} to {} were expected", pointers,
                                             section_header, bytes.size() - file_header));
  for (std::size_t at = file_header + section_header; at + pointer_bytes <= file_header + pointers;
       at += pointer_bytes) {
    const auto number = static_cast<int>(number_at(bytes, at, 2));
    const std::size_t length = number_at(bytes, at + 2, 4), index = number_at(bytes, at + 6, 4);
    // A pointer of length 0 says that the section is not in the file.
    if (length == 0 || number == 0) continue;
    if (length < section_header || index == 0 || index - 1 > bytes.size() ||
        length > bytes.size() - (index - 1))
      throw fault(at, fmt::format("section {} is said to lie at byte {} with {} bytes: the file has {}",
                                  number, index, length, bytes.size()));
    const std::span<const std::uint8_t> section = bytes.subspan(index - 1, length);
    // The number stands in the section's own header again. A difference means that the pointers are
    // wrong, and that everything read by them would be.
    if (static_cast<int>(number_at(section, 2, 2)) != number)
      throw fault(index - 1,
                  fmt::format("section {} was expected here, {} is here", number, number_at(section, 2, 2)));
    const std::uint32_t own = number_at(section, 0, 2);
    // CRCs of sections that are not read (measurements, diagnoses) are left unchecked: damage there
    // costs nothing here.
    if (number <= last_read && own != 0 && own != crc_ccitt(section.subspan(2)))
      throw fault(index - 1, fmt::format("section {}: its CRC is {:#06x}, {:#06x} is stated: it is damaged",
                                         number, crc_ccitt(section.subspan(2)), own));
    scp.sections[number] = {section.subspan(section_header),
                            static_cast<std::int64_t>(index - 1 + section_header)};
  }
  return scp;
}

}  // namespace rwave
