#pragma once
// Annotations: labels at instants of a recording, as WFDB annotation files hold them.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rwave/api.h"

namespace rwave {

// One label. `code` is WFDB's annotation type, 0..49 (1 = N, normal beat; 28 = +, rhythm change; ...);
// symbol_of names it.
struct Annotation {
  // Sample of the recording, from 0: a frame, unless the signal has several samples per frame.
  std::int64_t sample = 0;
  // What is marked; 1 to 49, as 0 ends a file.
  std::uint8_t code = 0;
  // Of the type: for a signal-quality mark (~) -1 or the leads in noise; 0 for most others.
  std::int8_t subtype = 0;
  // The signal that it was made on, from 0; beats of all leads together have 0.
  std::uint8_t channel = 0;
  // Free for the annotator: WFDB's NUM field.
  std::int8_t number = 0;
  // The AUX field: rhythm names, comments.
  std::string text;
  // Seconds, of EDF+ annotations; WFDB files hold none.
  double duration = 0;

  bool operator==(const Annotation&) const = default;
};

// The annotation type's mnemonic as WFDB prints it ("N", "V", "+", "[42]").
RWAVE_API std::string_view symbol_of(std::uint8_t code);

// The type whose mnemonic this is; -1 where there is none.
RWAVE_API int code_of(std::string_view symbol);

// Reads a WFDB annotation file (MIT format). Times are exact to 64 bits. NUL bytes that some writers leave at
// the end of AUX are dropped, and so are the leading notes that define annotation types or the time
// resolution of the file. `rate` is the recording's frame rate in Hz; it is needed only where a file states a
// time resolution of its own, and times are then converted to frames. Where `frames`, the recording's length,
// is given, annotations before the start and past the end are left out. What is left out, and a file that
// ends without its last word, is said in `warnings`, one line per kind with its count and first offset.
// Throws Error with the offset where the file is no annotation file; AHA format is refused.
RWAVE_API std::vector<Annotation> read_annotations(const std::filesystem::path& file, double rate = 0,
                                                   std::optional<std::int64_t> frames = std::nullopt,
                                                   std::vector<std::string>* warnings = nullptr);

// Writes a WFDB annotation file, under a temporary name until complete. Annotations must be in order of
// sample. Throws Error where a value does not fit the format (named), or the file cannot be written.
RWAVE_API void write_annotations(const std::filesystem::path& file, std::span<const Annotation> annotations);

}  // namespace rwave
