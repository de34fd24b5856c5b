#pragma once
// EDF files for tests, byte by byte as the format's description has them (edfplus.info/specs), so that the
// reader is not tested against a writer of the same library.

#include <cstdint>
#include <string>
#include <vector>

namespace rwave::testing {

struct TestSignal {
  std::string label = "ECG";
  std::string units = "mV";
  std::string physical_minimum = "-10", physical_maximum = "10";
  std::string digital_minimum = "-2000", digital_maximum = "2000";
  int samples = 4;
};

struct TestEdf {
  std::string version = "0";
  std::string header_bytes;  // empty: what is right
  std::string kind;          // "EDF+C", "EDF+D", ...
  std::string patient;       // empty: what is right
  std::string start = "02.01.0304.05.06";
  std::string records = "2";
  std::string duration = "1";
  std::string signal_count;  // empty: what is right
  std::vector<TestSignal> signals = {TestSignal()};
  std::string data;  // the data records

  std::string bytes() const;
};

// Text padded with blanks to the width of its field.
std::string field(std::string text, std::size_t width);

// Samples as 16 bits, little-endian.
std::string samples_16(const std::vector<int>& values);

// ---

inline std::string field(std::string text, std::size_t width) {
  text.resize(width, ' ');
  return text;
}

inline std::string samples_16(const std::vector<int>& values) {
  std::string out;
  for (const int value : values) {
    out += static_cast<char>(value & 0xff);
    out += static_cast<char>(value >> 8 & 0xff);
  }
  return out;
}

inline std::string TestEdf::bytes() const {
  const bool plus = !kind.empty();
  const std::size_t count = signals.size();
  std::string out = field(version, 8) +
                    field(!patient.empty() ? patient
                          : plus           ? "X X X X"
                                           : "patient",
                          80) +
                    field(plus ? "Startdate 02-JAN-2003 X X X" : "recording", 80) + start;
  out += field(header_bytes.empty() ? std::to_string(256 * (count + 1)) : header_bytes, 8) + field(kind, 44);
  out += field(records, 8) + field(duration, 8);
  out += field(signal_count.empty() ? std::to_string(count) : signal_count, 4);
  const auto each = [&](auto text, std::size_t width) {
    for (const TestSignal& signal : signals) out += field(text(signal), width);
  };
  each([](const TestSignal& s) { return s.label; }, 16);
  each([](const TestSignal&) { return std::string(); }, 80);
  each([](const TestSignal& s) { return s.units; }, 8);
  each([](const TestSignal& s) { return s.physical_minimum; }, 8);
  each([](const TestSignal& s) { return s.physical_maximum; }, 8);
  each([](const TestSignal& s) { return s.digital_minimum; }, 8);
  each([](const TestSignal& s) { return s.digital_maximum; }, 8);
  each([](const TestSignal&) { return std::string(); }, 80);
  each([](const TestSignal& s) { return std::to_string(s.samples); }, 8);
  each([](const TestSignal&) { return std::string(); }, 32);
  return out + data;
}

}  // namespace rwave::testing
