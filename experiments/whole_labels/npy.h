#pragma once
// NumPy's array files, version 1.0, as they grow row by row.

#include <cstdint>
#include <cstdio>
#include <string>

namespace rwave {

class NpyWriter {
 public:
  // `type` is NumPy's: "<f4", "<i4". Throws Error where the file cannot be written.
  NpyWriter(std::string file, std::string type, std::size_t columns, std::size_t value_bytes);
  ~NpyWriter();
  NpyWriter(const NpyWriter&) = delete;
  NpyWriter& operator=(const NpyWriter&) = delete;

  void append(const void* row);

 private:
  void write_header();

  std::string file_, type_;
  std::size_t columns_, row_bytes_;
  std::int64_t rows_ = 0;
  std::FILE* stream_;
};

}  // namespace rwave
