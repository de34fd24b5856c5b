#pragma once
// rwave score --sum: the aggregates of lines that rwave score -l or -L wrote.

#include <string>

namespace rwave::cli {

// Prints the file's lines and what sumstats adds to them; `-` is standard input. A record that stands there
// twice is a warning. Throws Error where the file cannot be read or holds no such lines.
void print_sums(const std::string& file);

}  // namespace rwave::cli
