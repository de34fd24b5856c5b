#pragma once
// The fields of an EDF header as text and numbers, each with its offset for messages.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "rwave/error.h"

namespace rwave {

// A view of the header's bytes, which must outlive it, as must the file's name. Offsets are from the file's
// first byte, as messages give them; the caller has checked that the fields lie within the bytes.
class EdfFields {
 public:
  EdfFields(std::span<const std::uint8_t> bytes, const std::string& file) : bytes_(bytes), file_(file) {}

  // `width` bytes from `offset`, without the blanks and NULs that pad them, on either side.
  std::string_view text(std::int64_t offset, std::size_t width) const;

  // The field as a number; a decimal comma counts as a point. Nothing where it is none.
  std::optional<double> number(std::int64_t offset, std::size_t width) const;

  // An Error at that field, to be thrown by the caller.
  Error fault(std::int64_t offset, std::string_view message) const {
    return Error::at_offset(file_, offset, message);
  }

 private:
  std::span<const std::uint8_t> bytes_;
  const std::string& file_;
};

// Where the fields of signal `index` of `signals` lie, bytes from the file's first: EDF keeps all labels
// together, then all transducers, and so on. Constructed per signal, so that the sums of field widths stand
// in one place.
struct EdfSignalOffsets {
  EdfSignalOffsets(std::int64_t signals, std::int64_t index)
      : label(256 + 16 * index),
        transducer(256 + 16 * signals + 80 * index),
        units(256 + 96 * signals + 8 * index),
        physical_minimum(256 + 104 * signals + 8 * index),
        physical_maximum(256 + 112 * signals + 8 * index),
        digital_minimum(256 + 120 * signals + 8 * index),
        digital_maximum(256 + 128 * signals + 8 * index),
        samples(256 + 216 * signals + 8 * index) {}

  // Widths are 16, 80 and 8 bytes; prefiltering (80) and the reserved field (32) are not read.
  std::int64_t label, transducer, units, physical_minimum, physical_maximum, digital_minimum, digital_maximum,
      samples;
};

}  // namespace rwave
