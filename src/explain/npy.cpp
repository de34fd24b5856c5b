#include "explain/inspect.h"

#include <fmt/format.h>

#include <string>

#include "base/output_file.h"

namespace rwave::explain {

// Written by hand: the format is a header of one line, and a library for it would be a dependency for one
// option.
void write_npy(const std::filesystem::path& file, std::span<const float> values, std::int64_t rows,
               std::int64_t columns) {
  std::string header =
      fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {}), }}", rows, columns);
  // Magic, version and the header's length come before it.
  constexpr std::size_t before = 10, alignment = 64;
  // Padded so that the values begin at a multiple of 64 bytes, as numpy.lib.format asks for: arrays
  // can then be mapped into memory.
  header.append(alignment - (before + header.size() + 1) % alignment, ' ');
  header += '\n';
  OutputFile output(file);
  output.write(std::string_view("\x93NUMPY\x01\x00", 8));
  const char length[2] = {static_cast<char>(header.size() & 0xff), static_cast<char>(header.size() >> 8)};
  output.write(length, sizeof length);
  output.write(header);
  output.write(values.data(), values.size_bytes());
  output.commit();
}

}  // namespace rwave::explain
