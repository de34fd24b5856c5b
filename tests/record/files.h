#pragma once
// Small files for the record tests: bytes and text put where a test needs them, and the message of an error.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "rwave/error.h"

namespace rwave::testing {

inline void put_file(const std::filesystem::path& file, std::string_view bytes) {
  std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

inline std::string get_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// What the Error says that the action throws; "no error" where it throws none.
template <class Action>
std::string fault_of(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace rwave::testing
