#pragma once
// The one error type of rwave: thrown where a fault is found, caught once in main and printed as one line.

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "rwave/api.h"

namespace rwave {

// What was wrong, where. what() is the whole line: "FILE: line 2: MESSAGE" or "FILE: offset 1024: MESSAGE".
// A message says what was expected and, where there is something to do, what to do. One type for all faults
// of input: callers print it and stop, and whoever must tell faults apart asks before instead of catching.
class RWAVE_API Error : public std::runtime_error {
 public:
  // A fault of no file.
  explicit Error(std::string_view message) : std::runtime_error(std::string(message)) {}

  // A fault of the whole file.
  Error(std::string_view file, std::string_view message)
      : std::runtime_error(std::string(file) + ": " + std::string(message)), file_(file) {}

  // A fault at a byte offset of a binary file.
  static Error at_offset(std::string_view file, std::int64_t offset, std::string_view message) {
    return Error(file, "offset " + std::to_string(offset) + ": " + std::string(message));
  }

  // A fault in a line of a text file, counted from 1.
  static Error at_line(std::string_view file, std::int64_t line, std::string_view message) {
    return Error(file, "line " + std::to_string(line) + ": " + std::string(message));
  }

  // The file at fault, empty where none is.
  const std::string& file() const { return file_; }

 private:
  std::string file_;
};

// The command was used wrongly, or a function was asked for what it cannot mean: main prints the message
// with a pointer to --help and exits with 2, not 1.
class RWAVE_API UsageError : public Error {
 public:
  using Error::Error;
};

}  // namespace rwave
