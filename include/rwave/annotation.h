#pragma once
// Annotations: labels at instants of a recording, as WFDB annotation files hold them.

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rwave {

// One label. `code` is WFDB's annotation type, 0..49 (1 = N, normal beat; 28 = +, rhythm change; ...);
// symbol_of names it.
struct Annotation {
  std::int64_t sample = 0;  // sample of the recording, from 0
  std::uint8_t code = 0;
  std::int8_t subtype = 0;
  std::uint8_t channel = 0;
  std::int8_t number = 0;
  std::string text;  // the AUX field: rhythm names, comments

  bool operator==(const Annotation&) const = default;
};

// The annotation type's mnemonic as WFDB prints it ("N", "V", "+", "[42]").
std::string_view symbol_of(std::uint8_t code);

// The type whose mnemonic this is; -1 where there is none.
int code_of(std::string_view symbol);

// Reads a WFDB annotation file (MIT format). Times are exact to 64 bits. Throws Error with the offset of the
// fault.
std::vector<Annotation> read_annotations(const std::filesystem::path& file);

// Writes a WFDB annotation file, under a temporary name until complete. Annotations must be in order of
// sample. Throws Error where a value does not fit the format (named), or the file cannot be written.
void write_annotations(const std::filesystem::path& file, std::span<const Annotation> annotations);

}  // namespace rwave
