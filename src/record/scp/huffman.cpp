#include "record/scp/huffman.h"

#include <fmt/format.h>

#include <optional>

namespace rwave {
namespace {

constexpr std::uint32_t default_tables = 19999;
constexpr std::size_t most_codes = 1024;
constexpr int longest_code = 32;
constexpr std::size_t most_padding = 32;  // bits after the last sample: leads are padded to whole words

// The bits of one lead, highest of each byte first.
class Bits {
 public:
  explicit Bits(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  std::size_t left() const { return bytes_.size() * 8 - at_; }
  std::uint32_t next() {
    const std::uint32_t bit = bytes_[at_ / 8] >> (7 - at_ % 8) & 1;
    ++at_;
    return bit;
  }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
};

// The next code; null where the bits end or begin none.
// A search of the table for every bit. Files hold ten seconds, so that speed does not matter, and
// tables of a file's own may be of any shape.
const ScpCode* next_code(Bits& bits, const ScpTable& table) {
  std::uint32_t prefix = 0;
  for (int length = 1; length <= longest_code && bits.left() > 0; ++length) {
    // The standard prints code words with their first bit as the lowest one.
    prefix |= bits.next() << (length - 1);
    for (const ScpCode& code : table) {
      if (code.prefix == length && code.bits == prefix) return &code;
    }
  }
  return nullptr;
}

// The value behind a prefix, signed; nothing where the bits end.
std::optional<std::int32_t> value_behind(Bits& bits, const ScpCode& code) {
  const int width = code.total - code.prefix;
  if (width == 0) return code.value;
  if (bits.left() < static_cast<std::size_t>(width)) return std::nullopt;
  std::uint32_t value = 0;
  for (int i = 0; i < width; ++i) value = value << 1 | bits.next();
  if (width < 32 && (value >> (width - 1) & 1) != 0) value |= ~std::uint32_t{0} << width;
  return static_cast<std::int32_t>(value);
}

}  // namespace

const ScpTable& default_scp_table() {
  static const ScpTable table = [] {
    // 0 is one bit; n is n ones, a zero and a bit of its sign; nine ones and a zero come before eight bits of
    // the value itself, ten ones before sixteen.
    ScpTable codes = {{1, 1, false, 0, 0}};
    for (int n = 1; n <= 8; ++n) {
      const std::uint32_t ones = (std::uint32_t{1} << n) - 1;
      codes.push_back({n + 2, n + 2, false, n, ones});
      codes.push_back({n + 2, n + 2, false, -n, ones | std::uint32_t{1} << (n + 1)});
    }
    codes.push_back({10, 18, false, 0, 0x1ff});
    codes.push_back({10, 26, false, 0, 0x3ff});
    return codes;
  }();
  return table;
}

std::vector<ScpTable> read_scp_tables(const ScpFields& section) {
  const std::uint32_t count = section.u16(0);
  // 19999 is the standard's number for "the default table". 0 tables would leave the codes without
  // a meaning; writers that state it use the default one too.
  if (count == default_tables || count == 0) return {default_scp_table()};
  std::vector<ScpTable> tables;
  std::size_t at = 2, codes = 0;
  for (std::uint32_t t = 0; t < count; ++t) {
    const std::uint32_t structures = section.u16(at);
    at += 2;
    codes += structures;
    if (structures == 0 || codes > most_codes)
      section.fail(at - 2,
                   fmt::format("a table of {} codes: 1 to {} in all were expected", structures, most_codes));
    ScpTable table;
    for (std::uint32_t i = 0; i < structures; ++i, at += 9) {
      // Nine bytes a code: bits of the prefix, bits in all, mode (0 switches to another table),
      // base value, base code.
      ScpCode code{static_cast<int>(section.u8(at)), static_cast<int>(section.u8(at + 1)),
                   section.u8(at + 2) == 0, static_cast<std::int16_t>(section.u16(at + 3)),
                   section.u32(at + 5)};
      if (code.prefix < 1 || code.prefix > longest_code || code.total < code.prefix ||
          code.total > code.prefix + longest_code)
        section.fail(at, fmt::format("a code of {} bits with a prefix of {}", code.total, code.prefix));
      table.push_back(code);
    }
    tables.push_back(std::move(table));
  }
  return tables;
}

std::vector<std::int32_t> decode_scp_lead(const ScpFields& section, std::size_t at, std::size_t bytes,
                                          const std::vector<ScpTable>& tables, std::size_t count,
                                          unsigned differences) {
  const std::span<const std::uint8_t> data = section.bytes(at, bytes);
  std::vector<std::int32_t> samples;
  // Without section 2 the samples are plain 16-bit integers.
  if (tables.empty()) {
    if (bytes < 2 * count) section.fail(at, fmt::format("a lead of {} samples has {} bytes", count, bytes));
    for (std::size_t i = 0; i < count; ++i)
      samples.push_back(
          static_cast<std::int16_t>(static_cast<std::uint16_t>(data[2 * i] | data[2 * i + 1] << 8)));
    if (bytes - 2 * count >= most_padding / 8)
      section.fail(at, fmt::format("a lead of {} samples has {} bytes", count, bytes));
  } else {
    Bits bits(data);
    std::size_t table = 0;
    while (samples.size() < count) {
      const ScpCode* code = next_code(bits, tables[table]);
      if (code == nullptr)
        section.fail(at, fmt::format("of {} samples of a lead {} are there: its codes end or are damaged",
                                     count, samples.size()));
      if (code->switches) {
        if (code->value < 1 || code->value > static_cast<std::int32_t>(tables.size()))
          section.fail(at, fmt::format("a code that leads to table {} of {}", code->value, tables.size()));
        table = static_cast<std::size_t>(code->value - 1);
        continue;
      }
      const auto value = value_behind(bits, *code);
      if (!value)
        section.fail(at, fmt::format("of {} samples of a lead {} are there", count, samples.size()));
      samples.push_back(*value);
    }
    // Bits that are left over show that the codes were read wrongly, or that the count of samples
    // is wrong. In both cases the signal would be plausible and false.
    if (bits.left() >= most_padding)
      section.fail(at, fmt::format("a lead of {} samples has {} bits too many", count, bits.left()));
  }
  // The first sample of first differences, and the first two of second ones, are themselves. Sums wrap as
  // they would in any decoder; sound data never get near.
  const auto at_index = [&](std::size_t i) { return static_cast<std::uint32_t>(samples[i]); };
  if (differences == 1) {
    for (std::size_t i = 1; i < samples.size(); ++i)
      samples[i] = static_cast<std::int32_t>(at_index(i) + at_index(i - 1));
  } else if (differences == 2) {
    for (std::size_t i = 2; i < samples.size(); ++i)
      samples[i] = static_cast<std::int32_t>(at_index(i) + 2 * at_index(i - 1) - at_index(i - 2));
  }
  return samples;
}

}  // namespace rwave
