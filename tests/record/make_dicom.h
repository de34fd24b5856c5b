#pragma once
// DICOM files for tests, byte by byte (PS3.5: explicit VR, little-endian), so that the reader is tested
// against no writer of the same library.

#include <cstdint>
#include <string>

#include "make_ishne.h"

namespace rwave::testing {

// An element of explicit VR. `value` is padded to an even length.
inline std::string element(unsigned group, unsigned number, const std::string& vr, std::string value) {
  if (value.size() % 2 != 0) value += vr == "UI" || vr == "OB" ? '\0' : ' ';
  const bool long_form = vr == "OB" || vr == "OW" || vr == "SQ" || vr == "UT" || vr == "UN";
  return little(group, 2) + little(number, 2) + vr +
         (long_form ? little(0, 2) + little(static_cast<long long>(value.size()), 4)
                    : little(static_cast<long long>(value.size()), 2)) +
         value;
}

inline std::string item(const std::string& elements) {
  return little(0xfffe, 2) + little(0xe000, 2) + little(static_cast<long long>(elements.size()), 4) +
         elements;
}

inline std::string sequence(unsigned group, unsigned number, const std::string& items) {
  return element(group, number, "SQ", items);
}

struct TestChannel {
  std::string code = "2:1", meaning = "Lead I";
  std::string sensitivity = "5", unit = "uV", correction = "1", baseline = "0";
};

inline std::string channel(const TestChannel& c) {
  std::string out = sequence(0x003a, 0x0208,
                             item(element(8, 0x100, "SH", c.code) + element(8, 0x102, "SH", "MDC") +
                                  element(8, 0x104, "LO", c.meaning)));
  if (!c.sensitivity.empty()) {
    out += element(0x003a, 0x0210, "DS", c.sensitivity) +
           sequence(0x003a, 0x0211,
                    item(element(8, 0x100, "SH", c.unit) + element(8, 0x102, "SH", "UCUM") +
                         element(8, 0x104, "LO", c.unit))) +
           element(0x003a, 0x0212, "DS", c.correction) + element(0x003a, 0x0213, "DS", c.baseline);
  }
  return item(out + element(0x003a, 0x021a, "US", little(16, 2)));
}

struct TestGroup {
  std::string offset, originality = "ORIGINAL", label = "RHYTHM", rate = "500", form = "SS";
  int bits = 16;
  long long channels = 1, samples = 2;
  std::string definitions, data, padding;  // data as bytes
  std::string data_vr = "OW";
};

inline std::string group(const TestGroup& g) {
  return item((g.offset.empty() ? "" : element(0x0018, 0x1068, "DS", g.offset)) +
              element(0x003a, 0x0004, "CS", g.originality) +
              element(0x003a, 0x0005, "US", little(g.channels, 2)) +
              element(0x003a, 0x0010, "UL", little(g.samples, 4)) + element(0x003a, 0x001a, "DS", g.rate) +
              element(0x003a, 0x0020, "SH", g.label) + sequence(0x003a, 0x0200, g.definitions) +
              element(0x5400, 0x1004, "US", little(g.bits, 2)) + element(0x5400, 0x1006, "CS", g.form) +
              (g.padding.empty() ? "" : element(0x5400, 0x100a, g.data_vr, g.padding)) +
              element(0x5400, 0x1010, g.data_vr, g.data));
}

// A whole file of these multiplex groups; without groups one that has no waveform. `more` are elements
// between the patient's and the waveform's.
inline std::string dicom_file(const std::string& groups,
                              const std::string& sop = "1.2.840.10008.5.1.4.1.1.9.1.1",
                              const std::string& modality = "ECG", const std::string& after = "") {
  const std::string meta = element(2, 0x0001, "OB", std::string("\0\1", 2)) + element(2, 0x0002, "UI", sop) +
                           element(2, 0x0003, "UI", "1.2.3") +
                           element(2, 0x0010, "UI", "1.2.840.10008.1.2.1");
  return std::string(128, '\0') + "DICM" +
         element(2, 0x0000, "UL", little(static_cast<long long>(meta.size()), 4)) + meta +
         element(8, 0x0016, "UI", sop) + element(8, 0x0018, "UI", "1.2.3") +
         element(8, 0x0020, "DA", "20110402") + element(8, 0x002a, "DT", "20110403090807.250") +
         element(8, 0x0060, "CS", modality) + element(0x10, 0x0010, "PN", "Doe^Jane") +
         element(0x10, 0x0020, "LO", "P-42") + element(0x10, 0x0030, "DA", "19510224") +
         element(0x10, 0x0040, "CS", "F") + (groups.empty() ? "" : sequence(0x5400, 0x0100, groups)) + after;
}

}  // namespace rwave::testing
