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

// The standard's fields have room for twelve.
inline constexpr int most_ishne_leads = 12;
// Magic, CRC and the header of fixed length.
inline constexpr std::int64_t ishne_fixed_bytes = 522;

// A lead as the header describes it.
struct IshneLead {
  std::string name;
  // Lead specification, 0 to 19 (1 generic bipolar, 2 to 4 X Y Z, 5 to 10 I to aVF, 11 to 16 V1 to V6,
  // ...).
  int code = 0;
  // 0 not rated, 1 good ... 5 disconnected for more than 10 %. Named in a comment of the recording; nothing
  // is left out for it.
  int quality = 0;
  // Amplitude of a step, nV: gain is 10^6 over it, per mV.
  int resolution = 0;
};

// The fields that are used, checked.
struct IshneHeader {
  // "ANN  1.0": labels follow, and no samples.
  bool annotations = false;
  // As the field states them; of annotation files, labels.
  std::int64_t samples = 0;
  // Where the samples (or labels) begin, in bytes from the file's first.
  std::int64_t data_offset = 0;
  int version = 0;
  // Samples per second of each lead.
  int rate = 0;
  std::vector<IshneLead> leads;
  // As RecordingInfo::start.
  std::string start;
  // False where the field is 0, as writers leave it that do not compute it.
  bool crc_stated = true;
  // Recorder, owner, copyright, variable block.
  std::vector<std::string> comments;
  // As RecordingInfo::patient.
  std::vector<std::pair<std::string, std::string>> patient;
};

// Reads and checks the header. Throws Error at the offset of the field at fault: a CRC other than that of the
// bytes, an offset or length that the file does not hold, a rate, number of leads or resolution out of range.
IshneHeader read_ishne_header(const ByteSource& source);

// CRC-16-CCITT (polynomial 0x1021, start 0xffff, high bit first) as ISHNE and SCP-ECG use it.
std::uint16_t crc_ccitt(std::span<const std::uint8_t> bytes);

}  // namespace rwave
