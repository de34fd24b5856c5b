// Vectors of FIPS 180-4 (NIST's example values for SHA-256).
#include "fetch/sha256.h"

#include <gtest/gtest.h>

#include "base/output_file.h"
#include "rwave/error.h"
#include "support/support.h"

namespace rwave {
namespace {

TEST(Sha256, OneBlock) {
  Sha256 sum;
  sum.add("abc", 3);
  EXPECT_EQ(sum.hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, GoesOnAfterItWasRead) {
  Sha256 sum;
  EXPECT_EQ(sum.hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const std::string text = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  sum.add(text.data(), 20);
  const std::string half = sum.hex();
  sum.add(text.data() + 20, text.size() - 20);
  EXPECT_NE(half, sum.hex());
  EXPECT_EQ(sum.hex(), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha256, OfAFileLongerThanOneRead) {
  const testing::TemporaryFolder folder;
  write_file(folder / "a", std::string(1'000'000, 'a'));
  EXPECT_EQ(sha256_of_file(folder / "a"), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  EXPECT_THROW(sha256_of_file(folder / "absent"), Error);
}

}  // namespace
}  // namespace rwave
