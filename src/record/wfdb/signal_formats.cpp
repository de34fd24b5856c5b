#include "record/wfdb/signal_formats.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace rwave {
namespace {

// The loops below are plain so that the compiler vectorises them; the "missing" test is a select and not a
// branch.
constexpr std::int32_t or_missing(std::int32_t value, std::int32_t invalid) {
  return value == invalid ? missing_sample : value;
}

std::uint32_t little_16(const std::uint8_t* p) {
  return p[0] | static_cast<std::uint32_t>(p[1]) << 8;
}

// The low `bits` bits of `value` as a two's-complement number.
template <int bits>
std::int32_t sign_extend(std::uint32_t value) {
  return static_cast<std::int32_t>(value << (32 - bits)) >> (32 - bits);
}

// Each format has one code for "no sample", its lowest value, by signal(5). It becomes
// missing_sample, so that no filter takes it for -32768 ADC units.
void decode_16(const std::uint8_t* in, std::size_t units, std::int32_t* out) {
  for (std::size_t i = 0; i < units; ++i) out[i] = or_missing(sign_extend<16>(little_16(in + 2 * i)), -32768);
}

void decode_24(const std::uint8_t* in, std::size_t units, std::int32_t* out) {
  for (std::size_t i = 0; i < units; ++i) {
    const std::uint8_t* p = in + 3 * i;
    out[i] = or_missing(sign_extend<24>(little_16(p) | static_cast<std::uint32_t>(p[2]) << 16), -8388608);
  }
}

// The invalid code of format 32 is the least 32-bit number, which is missing_sample itself.
void decode_32(const std::uint8_t* in, std::size_t units, std::int32_t* out) {
  for (std::size_t i = 0; i < units; ++i) {
    out[i] = static_cast<std::int32_t>(little_16(in + 4 * i) | little_16(in + 4 * i + 2) << 16);
  }
}

// As 16 with the high byte first.
void decode_61(const std::uint8_t* in, std::size_t units, std::int32_t* out) {
  for (std::size_t i = 0; i < units; ++i) {
    const std::uint8_t* p = in + 2 * i;
    out[i] = or_missing(sign_extend<16>(static_cast<std::uint32_t>(p[0]) << 8 | p[1]), -32768);
  }
}

// Offset binary: 128 stands for 0. Format 160 is the same with 16 bits.
void decode_80(const std::uint8_t* in, std::size_t units, std::int32_t* out) {
  for (std::size_t i = 0; i < units; ++i) out[i] = or_missing(static_cast<std::int32_t>(in[i]) - 128, -128);
}

void decode_160(const std::uint8_t* in, std::size_t units, std::int32_t* out) {
  for (std::size_t i = 0; i < units; ++i) {
    out[i] = or_missing(static_cast<std::int32_t>(little_16(in + 2 * i)) - 32768, -32768);
  }
}

// Two samples of 12 bits in three bytes: the middle byte holds the upper four bits of the first in
// its low half, those of the second in its high half. The PhysioNet arrhythmia databases are in
// this format.
void decode_212(const std::uint8_t* in, std::size_t units, std::int32_t* out) {
  for (std::size_t i = 0; i < units; ++i) {
    const std::uint8_t* p = in + 3 * i;
    const std::uint32_t middle = p[1];
    out[2 * i] = or_missing(sign_extend<12>(p[0] | middle << 8), -2048);
    out[2 * i + 1] = or_missing(sign_extend<12>(p[2] | (middle & 0xf0) << 4), -2048);
  }
}

// Two samples in bits 1 to 10 of two 16-bit words; the third in their five upper bits, low half first.
void decode_310(const std::uint8_t* in, std::size_t units, std::int32_t* out) {
  for (std::size_t i = 0; i < units; ++i) {
    const std::uint32_t first = little_16(in + 4 * i);
    const std::uint32_t second = little_16(in + 4 * i + 2);
    out[3 * i] = or_missing(sign_extend<10>(first >> 1), -512);
    out[3 * i + 1] = or_missing(sign_extend<10>(second >> 1), -512);
    out[3 * i + 2] = or_missing(sign_extend<10>(first >> 11 | second >> 11 << 5), -512);
  }
}

// Three samples of ten bits in a 32-bit word, the lowest bits first.
void decode_311(const std::uint8_t* in, std::size_t units, std::int32_t* out) {
  for (std::size_t i = 0; i < units; ++i) {
    const std::uint32_t word = little_16(in + 4 * i) | little_16(in + 4 * i + 2) << 16;
    out[3 * i] = or_missing(sign_extend<10>(word), -512);
    out[3 * i + 1] = or_missing(sign_extend<10>(word >> 10), -512);
    out[3 * i + 2] = or_missing(sign_extend<10>(word >> 20), -512);
  }
}

// Code, samples and bytes of a unit, lowest and highest value, the code for a missing sample. The
// lowest value leaves out that code, so that a writer cannot turn a sample into a gap.
constexpr std::array packed_formats = {
    PackedFormat{16, 1, 2, -32767, 32767, -32768, decode_16},
    PackedFormat{24, 1, 3, -8388607, 8388607, -8388608, decode_24},
    PackedFormat{32, 1, 4, -2147483647, 2147483647, missing_sample, decode_32},
    PackedFormat{61, 1, 2, -32767, 32767, -32768, decode_61},
    PackedFormat{80, 1, 1, -127, 127, -128, decode_80},
    PackedFormat{160, 1, 2, -32767, 32767, -32768, decode_160},
    PackedFormat{212, 2, 3, -2047, 2047, -2048, decode_212},
    PackedFormat{310, 3, 4, -511, 511, -512, decode_310},
    PackedFormat{311, 3, 4, -511, 511, -512, decode_311},
};

constexpr std::array signal_formats = {8, 16, 24, 32, 61, 80, 160, 212, 310, 311, 508, 516, 524};

// Bytes that the first `samples` samples of a unit reach into; `samples` < unit_samples.
std::int64_t bytes_of_part(const PackedFormat& format, std::int64_t samples) {
  if (samples == 0) return 0;
  if (format.code == 311 && samples == 2) return 3;  // bits 0 to 19
  return 2 * samples;                                // 212: 1 of 2; 310: 1 or 2 of 3; 311: 1 of 3
}

}  // namespace

const PackedFormat* packed_format(int code) {
  const auto found = std::ranges::find(packed_formats, code, &PackedFormat::code);
  return found == packed_formats.end() ? nullptr : &*found;
}

bool is_signal_format(int code) {
  return std::ranges::find(signal_formats, code) != signal_formats.end();
}

bool is_flac_format(int code) {
  return code == 508 || code == 516 || code == 524;
}

std::int32_t invalid_code(int code) {
  if (const PackedFormat* format = packed_format(code)) return format->invalid;
  if (is_flac_format(code)) return -(1 << (code - 501));  // 508: 8 bits, 516: 16, 524: 24
  return 0;
}

std::string signal_format_list() {
  return fmt::format("{}", fmt::join(signal_formats, " "));
}

std::int64_t bytes_of_samples(const PackedFormat& format, std::int64_t samples) {
  return samples / format.unit_samples * format.unit_bytes +
         bytes_of_part(format, samples % format.unit_samples);
}

// The inverse of bytes_of_samples, rounded down: a file that was cut within a unit still holds the
// samples whose bits are all there.
std::int64_t samples_of_bytes(const PackedFormat& format, std::int64_t bytes) {
  std::int64_t part = format.unit_samples - 1;
  while (bytes_of_part(format, part) > bytes % format.unit_bytes) --part;
  return bytes / format.unit_bytes * format.unit_samples + part;
}

}  // namespace rwave
