#pragma once
// Units of voltage in every spelling that files have them in: "mV", "MV", "uv", "µV" (both micro signs and
// the Latin-1 byte), "microV", "millivolts", "nV".

#include <string_view>

namespace rwave {

// What the text of a unit says; only voltages can be an ECG's, and `none` leaves it to the amplitude.
enum class UnitKind {
  voltage,
  // Nothing said, or that there is no unit: "", "-", "n/a", "adu", "raw", "counts".
  none,
  // Of something else: "mmHg", "%", "bpm".
  other,
};

struct VoltageUnit {
  UnitKind kind = UnitKind::none;
  // In one unit, for voltages; else 0.
  double millivolts = 0;
};

// What the unit is. Upper and lower case count alike: "MV" of an ECG is no megavolt. Brackets and blanks
// around it are passed over.
VoltageUnit unit_of(std::string_view text);

// Whether the text says that values are the converter's own numbers: "adu", "ADC", "raw", "counts", "LSB".
bool is_raw_unit(std::string_view text);

}  // namespace rwave
