// Models and checkpoints (safetensors): any bytes are tensors or an Error. A second reading takes the input's
// first line for the metadata, the second for the tensors' entries and the rest for values, under a right
// length and checksum, which few changes would get past.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/checksum.h"
#include "learn/model/record.h"
#include "learn/model/safetensors.h"
#include "rwave/error.h"
#include "scratch.h"

namespace {

void read(std::string_view bytes) {
  const auto file =
      rwave::fuzz::put("x.safetensors", reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  try {
    const rwave::learn::TensorFile found = rwave::learn::read_tensors(file);
    for (const auto& [name, tensor] : found.tensors)
      if (static_cast<std::size_t>(tensor.nbytes()) > bytes.size()) std::abort();
    rwave::learn::record_from_json(found.metadata, "fuzz");
  } catch (const rwave::Error&) {
  }
}

std::string sealed(std::string_view bytes) {
  const std::string_view metadata = bytes.substr(0, bytes.find('\n'));
  bytes.remove_prefix(std::min(bytes.size(), metadata.size() + 1));
  const std::string_view entries = bytes.substr(0, bytes.find('\n'));
  bytes.remove_prefix(std::min(bytes.size(), entries.size() + 1));
  rwave::Checksum sum;
  sum.add(metadata);
  sum.add(bytes);
  nlohmann::json header = nlohmann::json::parse(entries, nullptr, false);
  if (!header.is_object()) header = nlohmann::json::object();
  header["__metadata__"] = {{"rwave", std::string(metadata)}, {"checksum", sum.text()}};
  const std::string text = header.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  const std::uint64_t length = text.size();
  std::string file(reinterpret_cast<const char*>(&length), sizeof length);
  return file.append(text).append(bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  read(bytes);
  read(sealed(bytes));
  return 0;
}
