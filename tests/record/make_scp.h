#pragma once
// SCP-ECG files for tests, byte by byte as EN 1064 has them. The encoder knows the codes as text of 0 and 1,
// so that the reader's tables are not tested against themselves.

#include <cstdint>
#include <string>
#include <vector>

#include "make_ishne.h"

namespace rwave::testing {

// The code of a value in the standard's own table.
inline std::string scp_bits(int value) {
  if (value == 0) return "0";
  const int size = value < 0 ? -value : value;
  if (size <= 8) return std::string(static_cast<std::size_t>(size), '1') + "0" + (value < 0 ? "1" : "0");
  const int width = size < 128 ? 8 : 16;
  std::string out = width == 8 ? "1111111110" : "1111111111";
  for (int bit = width; bit-- > 0;) out += (static_cast<unsigned>(value) >> bit & 1) != 0 ? '1' : '0';
  return out;
}

inline std::string packed(std::string bits) {
  while (bits.size() % 16 != 0) bits += '0';
  std::string out;
  for (std::size_t at = 0; at < bits.size(); at += 8)
    out += static_cast<char>(std::stoi(bits.substr(at, 8), nullptr, 2));
  return out;
}

// The samples' differences of that order, in codes.
inline std::string scp_coded(const std::vector<int>& x, int order) {
  std::string bits;
  for (std::size_t i = 0; i < x.size(); ++i) {
    int value = x[i];
    if (order == 1 && i > 0) value = x[i] - x[i - 1];
    if (order == 2 && i > 1) value = x[i] - 2 * x[i - 1] + x[i - 2];
    bits += scp_bits(value);
  }
  return packed(bits);
}

struct TestScp {
  std::string patient, tables, definitions, beats, reference,
      rhythm;  // sections 1 to 6, without headers; empty: absent
  std::string bytes() const;
};

inline std::string scp_section(int number, const std::string& data) {
  std::string rest = little(number, 2) + little(static_cast<long long>(data.size()) + 16, 4) + little(20, 1) +
                     little(20, 1) + (number == 0 ? "SCPECG" : std::string(6, '\0')) + data;
  return little(table_crc(rest), 2) + rest;
}

inline std::string TestScp::bytes() const {
  const std::vector<std::string> parts = {"", patient, tables, definitions, beats, reference, rhythm};
  std::string pointers, body;
  const std::size_t first = 6 + 16 + 12 * 10;
  for (int number = 0; number < 12; ++number) {
    const bool there = number > 0 && number < 7 && !parts[static_cast<std::size_t>(number)].empty();
    std::string section = there ? scp_section(number, parts[static_cast<std::size_t>(number)]) : "";
    if (section.size() % 2 != 0)
      section = scp_section(number, parts[static_cast<std::size_t>(number)] + '\0');
    const long long length = number == 0 ? 16 + 120 : static_cast<long long>(section.size());
    pointers += little(number, 2) + little(length, 4) +
                little(number == 0  ? 7
                       : length > 0 ? static_cast<long long>(first + body.size()) + 1
                                    : 0,
                       4);
    body += section;
  }
  const std::string sections = scp_section(0, pointers) + body;
  const std::string rest = little(static_cast<long long>(sections.size()) + 6, 4) + sections;
  return little(table_crc(rest), 2) + rest;
}

// Section 3: leads as number, first and last sample (from 1); `subtracted`: reference beats.
struct TestScpLead {
  int number;
  long long first, last;
};
inline std::string scp_definitions(const std::vector<TestScpLead>& leads, bool subtracted = false) {
  std::string out = little(static_cast<long long>(leads.size()), 1) +
                    little((subtracted ? 1 : 0) | 4 | static_cast<int>(leads.size()) << 3, 1);
  for (const TestScpLead& lead : leads)
    out += little(lead.first, 4) + little(lead.last, 4) + little(lead.number, 1);
  return out;
}

// Section 5 or 6 of these leads' data.
inline std::string scp_data(int nanovolts, int microseconds, int order, int bimodal,
                            const std::vector<std::string>& leads) {
  std::string lengths, data;
  for (const std::string& lead : leads) {
    lengths += little(static_cast<long long>(lead.size()), 2);
    data += lead;
  }
  return little(nanovolts, 2) + little(microseconds, 2) + little(order, 1) + little(bimodal, 1) + lengths +
         data;
}

}  // namespace rwave::testing
