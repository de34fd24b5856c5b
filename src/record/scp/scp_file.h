#pragma once
// The sections of an SCP-ECG file (EN 1064, AAMI EC71) as they are stored, with lengths and CRCs checked.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace rwave {

// Bytes of one section behind its header of 16 bytes, a part of the file's bytes; `offset` of them in the
// file, for messages.
struct ScpSection {
  std::span<const std::uint8_t> data;
  std::int64_t offset = 0;
};

// Little-endian fields of a section by their offset within it; Error at the offset in the file where the
// section ends before them. `file` must outlive it.
class ScpFields {
 public:
  ScpFields(const ScpSection& section, int number, const std::string& file)
      : section_(section), number_(number), file_(&file) {}

  std::uint32_t u8(std::size_t at) const;
  std::uint32_t u16(std::size_t at) const;
  std::uint32_t u32(std::size_t at) const;
  // `count` bytes from `at` on.
  std::span<const std::uint8_t> bytes(std::size_t at, std::size_t count) const;
  std::size_t size() const { return section_.data.size(); }
  // Throws Error at that place, naming the section.
  [[noreturn]] void fail(std::size_t at, const std::string& message) const;

 private:
  // Which bytes, under which number, of which file: the last two for messages.
  const ScpSection section_;
  int number_;
  const std::string* file_;
};

// The sections of a file whose bytes must outlive it.
struct ScpFile {
  // By number; those of length 0 are left out.
  std::map<int, ScpSection> sections;
  // What was tolerated: a CRC of 0, which says that none was computed.
  std::vector<std::string> warnings;

  bool has(int number) const { return sections.contains(number); }
};

// Finds the sections by the pointers of section 0. Throws Error where the file is shorter than it says, a
// pointer leads out of it, or the CRC of the file or of a section that is read (1 to 6) is another; a CRC of
// 0 counts as not computed.
ScpFile parse_scp_sections(std::span<const std::uint8_t> bytes, const std::string& file);

}  // namespace rwave
