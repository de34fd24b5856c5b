#include "npy.h"

#include <fmt/format.h>

#include <utility>

#include "rwave/error.h"

namespace rwave {
namespace {

constexpr std::size_t header_bytes = 128;  // with room for any number of rows

}  // namespace

NpyWriter::NpyWriter(std::string file, std::string type, std::size_t columns, std::size_t value_bytes)
    : file_(std::move(file)), type_(std::move(type)), columns_(columns), row_bytes_(columns * value_bytes),
      stream_(std::fopen(file_.c_str(), "wb")) {
  if (stream_ == nullptr) throw Error(file_, "cannot be written");
  write_header();
}

NpyWriter::~NpyWriter() {
  std::fseek(stream_, 0, SEEK_SET);
  write_header();
  std::fclose(stream_);
}

void NpyWriter::append(const void* row) {
  if (std::fwrite(row, 1, row_bytes_, stream_) != row_bytes_) throw Error(file_, "cannot be written: is the disk full?");
  ++rows_;
}

void NpyWriter::write_header() {
  std::string text = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}, {}), }}", type_, rows_, columns_);
  text.resize(header_bytes - 10 - 1, ' ');
  text += '\n';
  const std::string head = std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(header_bytes - 10) + '\0';
  std::fwrite(head.data(), 1, head.size(), stream_);
  std::fwrite(text.data(), 1, text.size(), stream_);
}

}  // namespace rwave
