#pragma once
// SHA-256 of bytes and of files, by OpenSSL, as PhysioNet publishes one for every file.

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

struct evp_md_ctx_st;

namespace rwave {

// A sum that grows with the bytes given to it, so that a download is summed while it is written.
class Sha256 {
 public:
  // Throws Error where OpenSSL refuses the algorithm.
  Sha256();

  // More bytes of the same file. Throws Error where OpenSSL refuses the algorithm (a machine's policy).
  void add(const void* data, std::size_t bytes);

  // The sum of everything added so far, as 64 lower-case hexadecimal digits. More may be added afterwards.
  std::string hex() const;

 private:
  // OpenSSL's type is declared by its name alone, so that its headers stay out.
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

// The sum of a whole file, read in pieces. Throws Error where it cannot be read.
std::string sha256_of_file(const std::filesystem::path& file);

}  // namespace rwave
