#pragma once
// The Huffman codes of SCP-ECG (EN 1064, section 2) and the differences under them.

#include <cstdint>
#include <span>
#include <vector>

#include "record/scp/scp_file.h"

namespace rwave {

// A code: `prefix` bits tell it; where `total` is more, the value itself follows in the bits between, signed,
// highest first. `switches`: the codes that follow are of table `value` (from 1), and no sample is meant.
struct ScpCode {
  // Bits of the prefix and of the whole code, at most 32 each.
  int prefix = 0, total = 0;
  bool switches = false;
  std::int32_t value = 0;
  // The prefix, its first bit lowest.
  std::uint32_t bits = 0;
};

using ScpTable = std::vector<ScpCode>;

// The standard's own table of 19 codes.
const ScpTable& default_scp_table();

// The tables of section 2: the default one where it says 19999. Throws Error at a code that is none.
std::vector<ScpTable> read_scp_tables(const ScpFields& section);

// Decodes `count` samples of one lead: 16-bit integers where `tables` is empty, else codes. `differences`: 0
// the samples themselves, 1 first, 2 second differences. Throws Error at `at` in the section where the data
// end before, or go on by four bytes and more after the last sample.
std::vector<std::int32_t> decode_scp_lead(const ScpFields& section, std::size_t at, std::size_t bytes,
                                          const std::vector<ScpTable>& tables, std::size_t count,
                                          unsigned differences);

}  // namespace rwave
