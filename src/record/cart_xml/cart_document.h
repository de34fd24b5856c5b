#pragma once
// The waveforms of a cart's XML as numbers, before they become a recording.

#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "record/placed_sets.h"

namespace pugi {
class xml_node;
}

namespace rwave {

// More than any cart has; a document of nothing but leads must not take memory for each.
inline constexpr std::size_t most_leads = 256;
inline constexpr double highest_cart_rate = 20'000;  // Hz

// Steps a mV, of either sign: from 10 mV to 1 nV a step.
inline bool is_cart_gain(double gain) {
  return std::abs(gain) >= 0.1 && std::abs(gain) <= 1e6;
}

// What one document says.
struct CartDocument {
  // As RecordingInfo::format: "GE MUSE XML".
  std::string format;
  // The leads of the rhythm waveform; begin is absolute where the file gives a date and a time.
  PlacedSet set;
  std::vector<std::string> comments;
  std::vector<std::string> warnings;
  // As RecordingInfo::patient.
  std::vector<std::pair<std::string, std::string>> patient;
};

// <RestingECG>, as MUSE exports it (restecg.dtd): base64 of little-endian integers a lead, the step in uV.
// Throws Error where no rhythm waveform is there, or a lead's samples cannot be read. `file` is for messages.
CartDocument parse_muse(pugi::xml_node root, const std::string& file);

// <CardiologyXML>, as CardioSoft and CASE export it: numbers between commas, a lead each (StripData), or all
// leads of a stress test interleaved (FullDisclosure). Throws as parse_muse does.
CartDocument parse_cardiosoft(pugi::xml_node root, const std::string& file);

// Date and time in seconds since 1970 from their parts, or a negative number where they are none: month,
// day, year, then "14:05:09" or "14:05".
double seconds_of(int year, int month, int day, std::string_view time);

// "AVR", "avr" and "aVR" are one lead; names that are none of a standard lead stay as they are.
std::string cart_lead_name(std::string_view name);

}  // namespace rwave
