#pragma once
// The MIT annotation format (annot(5) of the WFDB manual) as bytes in memory.
//
// A file is a sequence of little-endian 16-bit words: type in the upper six bits, a value in the lower ten.
// For a label the value is the samples since the label before; other types modify what stands next to them.
// Word 0 ends the file.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rwave/annotation.h"

namespace rwave {

// Four bytes follow: samples to add to the next label's time, signed, high word first. Writers need it for
// gaps above 1023 samples.
inline constexpr unsigned skip_word = 59;
// The label's `number`, and that of labels after it.
inline constexpr unsigned number_word = 60;
// This label's subtype; unlike number and channel it holds for one label alone.
inline constexpr unsigned subtype_word = 61;
// The label's channel, and that of labels after it.
inline constexpr unsigned channel_word = 62;
// Value bytes of text follow, padded to an even number.
inline constexpr unsigned text_word = 63;
// Labels are types 1 to 49; 50 to 58 are not defined.
inline constexpr unsigned greatest_label = 49;
// The most that a word's lower ten bits hold.
inline constexpr unsigned greatest_value = 1023;

// As read_annotations (rwave/annotation.h), from the file's bytes; `file` is its name for messages. Fuzzed
// (fuzz/): no length or count in the bytes is trusted.
std::vector<Annotation> parse_annotations(std::span<const std::uint8_t> bytes, const std::string& file,
                                          double rate, std::optional<std::int64_t> frames = std::nullopt,
                                          std::vector<std::string>* warnings = nullptr);

// As write_annotations, to bytes. What parse_annotations reads of them is what was written.
std::string format_annotations(std::span<const Annotation> annotations, const std::string& file);

}  // namespace rwave
