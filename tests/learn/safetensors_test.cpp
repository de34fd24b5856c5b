// The file format of models and checkpoints: docs/formats.md.
#include "learn/model/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "base/output_file.h"
#include "rwave/error.h"
#include "support/support.h"

namespace rwave::learn {
namespace {

using rwave::testing::TemporaryFolder;

std::string bytes_of_a_file(const std::filesystem::path& path) {
  write_tensors(path, {{"note", "kept"}},
                {{"w", torch::tensor({1.5F, -2.0F, 0.25F})}, {"n", torch::tensor({7}, torch::kInt64)}});
  return read_file(path);
}

// A file of that header and those values.
std::string file_with(const std::string& header, const std::string& values) {
  const std::uint64_t length = header.size();
  std::string bytes(sizeof length, '\0');
  std::memcpy(bytes.data(), &length, sizeof length);
  return bytes + header + values;
}

std::string error_of(const std::filesystem::path& path, const std::string& bytes) {
  write_file(path, bytes);
  try {
    read_tensors(path);
  } catch (const Error& fault) {
    return fault.what();
  }
  return "no error";
}

TEST(TensorFile, KeepsTensorsAndMetadata) {
  const TemporaryFolder folder;
  bytes_of_a_file(folder / "t");
  const TensorFile file = read_tensors(folder / "t");
  EXPECT_EQ(file.metadata.at("note"), "kept");
  EXPECT_TRUE(torch::equal(file.tensors.at("w"), torch::tensor({1.5F, -2.0F, 0.25F})));
  EXPECT_TRUE(torch::equal(file.tensors.at("n"), torch::tensor({7}, torch::kInt64)));
}

// What other programs' readers of safetensors rely on: an aligned JSON header with dtype, shape and
// data_offsets.
TEST(TensorFile, IsSafetensors) {
  const TemporaryFolder folder;
  const std::string bytes = bytes_of_a_file(folder / "t");
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), sizeof length);
  EXPECT_EQ(length % 8, 0);
  const auto header = nlohmann::json::parse(bytes.substr(8, length));
  EXPECT_EQ(header.at("w"), nlohmann::json::parse(R"({"dtype":"F32","shape":[3],"data_offsets":[0,12]})"));
  EXPECT_EQ(header.at("n"), nlohmann::json::parse(R"({"dtype":"I64","shape":[1],"data_offsets":[12,20]})"));
  EXPECT_EQ(bytes.size(), 8 + length + 20);
}

TEST(TensorFile, EveryCutAndEveryFlippedBitIsFound) {
  const TemporaryFolder folder;
  const std::string bytes = bytes_of_a_file(folder / "t");
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_NE(error_of(folder / "cut", bytes.substr(0, length)), "no error") << length;
  }
  for (std::size_t at = bytes.size() - 20; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    EXPECT_THAT(error_of(folder / "flip", damaged), ::testing::HasSubstr("checksum")) << at;
  }
}

TEST(TensorFile, TrustsNoSize) {
  const TemporaryFolder folder;
  const std::string meta = R"({"__metadata__":{"rwave":"{}","checksum":"SUM"},"w":)";
  const std::string sum_of_braces = "08f44b07b5901a25";  // FNV-1a 64 of "{}"
  const auto error = [&](const std::string& entry) {
    std::string header = meta + entry + "}";
    header.replace(header.find("SUM"), 3, sum_of_braces);
    return error_of(folder / "t", file_with(header, ""));
  };
  using ::testing::HasSubstr;
  EXPECT_THAT(error(R"({"dtype":"F32","shape":[4],"data_offsets":[0,16]})"), HasSubstr("lie outside"));
  EXPECT_THAT(error(R"({"dtype":"F32","shape":[4],"data_offsets":[0,0]})"), HasSubstr("takes 16 bytes"));
  EXPECT_THAT(error(R"({"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]})"),
              HasSubstr("impossible"));
  EXPECT_THAT(error(R"({"dtype":"F32","shape":[-1],"data_offsets":[0,0]})"), HasSubstr("impossible"));
  EXPECT_THAT(error(R"({"dtype":"F99","shape":[1],"data_offsets":[0,4]})"), HasSubstr("F99"));
  EXPECT_THAT(error(R"({"dtype":"F32","shape":"x","data_offsets":[0,4]})"),
              HasSubstr("does not read at 'w'"));
  EXPECT_THAT(error_of(folder / "t", file_with("{", "")), HasSubstr("offset 8"));
  EXPECT_THAT(error_of(folder / "t", std::string(8, '\xff')), HasSubstr("offset 0"));
}

}  // namespace
}  // namespace rwave::learn
