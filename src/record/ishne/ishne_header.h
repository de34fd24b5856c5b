#pragma once
// The header of ISHNE Holter files (Badilini, Ann Noninvasive Electrocardiol 1998;3:263-266), of recordings
// and of annotations alike, with its CRC and lengths checked.

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "record/byte_source.h"

namespace rwave {

inline constexpr int most_ishne_leads = 12;
inline constexpr std::int64_t ishne_fixed_bytes = 522;  // magic, CRC and the header of fixed length

struct IshneLead {
  std::string name;
  int code = 0;        // lead specification, 0 to 19
  int quality = 0;     // 0 not rated, 1 good ... 5 disconnected for more than 10 %
  int resolution = 0;  // nV a step
};

struct IshneHeader {
  bool annotations = false;      // "ANN  1.0": labels follow, and no samples
  std::int64_t samples = 0;      // as the field states them; of annotation files, labels
  std::int64_t data_offset = 0;  // of the samples (or labels)
  int version = 0;
  int rate = 0;  // Hz
  std::vector<IshneLead> leads;
  std::string start;       // as RecordingInfo::start
  bool crc_stated = true;  // false where the field is 0, as writers leave it that do not compute it
  std::vector<std::string> comments;                         // recorder, owner, copyright, variable block
  std::vector<std::pair<std::string, std::string>> patient;  // as RecordingInfo::patient
};

// Reads and checks the header. Throws Error at the offset of the field at fault: a CRC other than that of the
// bytes, an offset or length that the file does not hold, a rate, number of leads or resolution out of range.
IshneHeader read_ishne_header(const ByteSource& source);

// CRC-16-CCITT (polynomial 0x1021, start 0xffff, high bit first) as ISHNE and SCP-ECG use it.
std::uint16_t crc_ccitt(std::span<const std::uint8_t> bytes);

}  // namespace rwave
