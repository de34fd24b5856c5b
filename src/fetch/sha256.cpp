#include "fetch/sha256.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <vector>

#include "rwave/error.h"

namespace rwave {
namespace {

// OpenSSL fails here only without memory or where a policy of the machine forbids the algorithm.
void expect_done(int result) {
  if (result != 1)
    throw Error("SHA-256 sums cannot be computed: OpenSSL refuses the algorithm on this machine");
}

}  // namespace

void Sha256::Free::operator()(evp_md_ctx_st* context) const {
  EVP_MD_CTX_free(context);
}

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  if (!context_) throw std::bad_alloc();
  expect_done(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr));
}

void Sha256::add(const void* data, std::size_t bytes) {
  expect_done(EVP_DigestUpdate(context_.get(), data, bytes));
}

std::string Sha256::hex() const {
  const std::unique_ptr<evp_md_ctx_st, Free> copy(EVP_MD_CTX_new());
  if (!copy) throw std::bad_alloc();
  // Of a copy: finishing ends a context, and more bytes may come.
  expect_done(EVP_MD_CTX_copy_ex(copy.get(), context_.get()));
  std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
  unsigned int bytes = 0;
  expect_done(EVP_DigestFinal_ex(copy.get(), sum.data(), &bytes));
  std::string text;
  for (unsigned int i = 0; i < bytes; ++i) text += fmt::format("{:02x}", sum[i]);
  return text;
}

std::string sha256_of_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error(file.string(), "cannot be read: " + std::generic_category().message(errno));
  Sha256 sum;
  // In pieces: signal files of a day are larger than memory should be.
  std::vector<char> chunk(std::size_t{1} << 18);
  while (in) {
    in.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    sum.add(chunk.data(), static_cast<std::size_t>(in.gcount()));
  }
  // End of file is no fault; a disk that fails in the middle is.
  if (in.bad()) throw Error(file.string(), "cannot be read to its end");
  return sum.hex();
}

}  // namespace rwave
