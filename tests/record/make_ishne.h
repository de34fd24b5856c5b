#pragma once
// ISHNE files for tests, byte by byte as the standard has them (Badilini 1998), with a CRC of their own kind:
// table driven, so that the reader's loop is not tested against itself.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace rwave::testing {

struct TestIshne {
  std::string magic = "ISHNE1.0";
  int rate = 200;
  std::vector<int> codes = {6, 11};  // II, V1
  std::vector<int> qualities = {1, 3};
  std::vector<int> resolutions = {5000, 2500};     // nV
  std::string block = "Comment one\nSecond line";  // the variable block
  long long stated_samples = -1;                   // -1: what is right
  long long stated_block = -1;
  long long stated_offset = -1;
  int crc = -1;      // -1: what is right
  std::string data;  // samples or labels

  std::string bytes() const;
};

// ---

inline std::string little(long long value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
  return out;
}

inline int table_crc(const std::string& bytes) {
  std::array<unsigned, 256> table{};
  for (unsigned i = 0; i < 256; ++i) {
    unsigned value = i << 8;
    for (int bit = 0; bit < 8; ++bit)
      value = value & 0x8000u ? (value << 1 ^ 0x1021u) & 0xffffu : value << 1 & 0xffffu;
    table[i] = value;
  }
  unsigned crc = 0xffff;
  for (const char c : bytes)
    crc = (crc << 8 ^ table[(crc >> 8 ^ static_cast<unsigned char>(c)) & 0xff]) & 0xffff;
  return static_cast<int>(crc);
}

inline std::string TestIshne::bytes() const {
  const auto text = [](std::string value, std::size_t width) {
    value.resize(width, '\0');
    return value;
  };
  const auto twelve = [](std::vector<int> values) {
    values.resize(12, -9);
    std::string out;
    for (const int value : values) out += little(value, 2);
    return out;
  };
  const auto leads = static_cast<long long>(codes.size());
  const long long frames = leads > 0 ? static_cast<long long>(data.size()) / 2 / leads : 0;
  const auto block_bytes = static_cast<long long>(block.size());
  std::string header = little(stated_block < 0 ? block_bytes : stated_block, 4) +
                       little(stated_samples < 0 ? frames : stated_samples, 4) + little(522, 4) +
                       little(stated_offset < 0 ? 522 + block_bytes : stated_offset, 4) + little(1, 2);
  header += text("Erika", 40) + text("M\xfcller", 40) + text("P-0042", 20) + little(2, 2) + little(1, 2);
  header += little(24, 2) + little(12, 2) + little(1951, 2);                         // birth
  header += little(3, 2) + little(4, 2) + little(2011, 2);                           // recording
  header += little(5, 2) + little(4, 2) + little(2011, 2);                           // file
  header += little(9, 2) + little(8, 2) + little(7, 2) + little(leads, 2);           // start
  header += twelve(codes) + twelve(qualities) + twelve(resolutions) + little(3, 2);  // dual chamber
  header +=
      text("digital", 40) + little(rate, 2) + text("Hospital", 80) + text("none", 80) + text("", 88) + block;
  return magic + little(crc < 0 ? table_crc(header) : crc, 2) + header + data;
}

}  // namespace rwave::testing
