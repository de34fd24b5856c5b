#pragma once
// SHA-256 sums, as PhysioNet publishes one for every file.

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

struct evp_md_ctx_st;

namespace rwave {

// A sum that grows with the bytes given to it, so that a download is summed while it is written.
class Sha256 {
 public:
  Sha256();

  void add(const void* data, std::size_t bytes);

  // The sum of everything added so far, as 64 lower-case hexadecimal digits. More may be added afterwards.
  std::string hex() const;

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

// The sum of a whole file, read in pieces. Throws Error where it cannot be read.
std::string sha256_of_file(const std::filesystem::path& file);

}  // namespace rwave
