#include "learn/model/safetensors.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <string_view>

#include "base/checksum.h"
#include "base/output_file.h"
#include "rwave/error.h"

namespace rwave::learn {
namespace {

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

constexpr std::size_t length_bytes = 8;

// The types that models and checkpoints hold; a file with others is not ours.
struct Kind {
  const char* name;
  torch::ScalarType type;
};
constexpr Kind kinds[] = {{"F32", torch::kFloat32}, {"I64", torch::kInt64}, {"U8", torch::kUInt8}};

const char* kind_name(torch::ScalarType type) {
  for (const Kind& kind : kinds) {
    if (kind.type == type) return kind.name;
  }
  throw Error("a tensor that is neither float32, int64 nor uint8 cannot be saved");
}

std::string_view bytes_of(const torch::Tensor& tensor) {
  return {static_cast<const char*>(tensor.data_ptr()), static_cast<std::size_t>(tensor.nbytes())};
}

// The tensor that one header entry describes, its values taken from `data`.
torch::Tensor read_entry(const nlohmann::json& entry, std::string_view data) {
  const auto shape = entry.at("shape").get<std::vector<std::int64_t>>();
  const auto range = entry.at("data_offsets").get<std::vector<std::uint64_t>>();
  const auto dtype = entry.at("dtype").get<std::string>();
  const Kind* kind = nullptr;
  for (const Kind& known : kinds) {
    if (dtype == known.name) kind = &known;
  }
  if (kind == nullptr) throw Error(fmt::format("type '{}' is none of F32 I64 U8", dtype));
  if (range.size() != 2 || range[0] > range[1] || range[1] > data.size()) {
    throw Error(fmt::format("its values lie outside the file's {} bytes of values", data.size()));
  }
  std::uint64_t bytes = torch::elementSize(kind->type);
  for (const std::int64_t extent : shape) {
    // Multiplied with a check: a damaged file may state a shape whose product wraps around to the right size.
    if (extent < 0 || __builtin_mul_overflow(bytes, static_cast<std::uint64_t>(extent), &bytes)) {
      throw Error("its shape is impossible");
    }
  }
  if (bytes != range[1] - range[0]) {
    throw Error(fmt::format("its shape takes {} bytes, its values {}", bytes, range[1] - range[0]));
  }
  // Allocated only now, when the file is known to hold that many bytes.
  torch::Tensor tensor = torch::empty(shape, kind->type);
  if (bytes > 0) std::memcpy(tensor.data_ptr(), data.data() + range[0], bytes);
  return tensor;
}

}  // namespace

// safetensors and not libtorch's own format: the file is a header of JSON and plain values, which
// numpy, Rust and the runtime half read without libtorch, and it can hold no code that runs when it
// is read.
void write_tensors(const std::filesystem::path& file, const nlohmann::json& metadata,
                   const std::vector<std::pair<std::string, torch::Tensor>>& tensors) {
  nlohmann::json header;
  std::vector<torch::Tensor> values;
  std::uint64_t offset = 0;
  Checksum checksum;
  // The checksum is over metadata and values, which is all that a reader trusts; the header has checks of its
  // own.
  const std::string text_of_metadata = metadata.dump();
  checksum.add(text_of_metadata);
  for (const auto& [name, tensor] : tensors) {
    values.push_back(tensor.detach().cpu().contiguous());
    const std::string_view bytes = bytes_of(values.back());
    checksum.add(bytes);
    header[name] = {{"dtype", kind_name(tensor.scalar_type())},
                    {"shape", tensor.sizes().vec()},
                    {"data_offsets", {offset, offset + bytes.size()}}};
    offset += bytes.size();
  }
  header["__metadata__"] = {{"rwave", text_of_metadata}, {"checksum", checksum.text()}};
  std::string text = header.dump();
  // Padded with blanks, as the format asks for, so that the values begin at a multiple of 8.
  text.append((length_bytes - text.size() % length_bytes) % length_bytes, ' ');
  const std::uint64_t length = text.size();

  OutputFile out(file);
  out.write(&length, sizeof length);
  out.write(text);
  for (const torch::Tensor& tensor : values) out.write(bytes_of(tensor));
  out.commit();
}

TensorFile read_tensors(const std::filesystem::path& path) {
  const std::string content = read_file(path);
  const std::string file = path.string();
  // The header's length is the first thing in the file, and the first that may be wrong.
  std::uint64_t length = 0;
  if (content.size() < length_bytes) throw Error(file, "is too short for a file of tensors");
  std::memcpy(&length, content.data(), length_bytes);
  if (length > content.size() - length_bytes) {
    // ONNX's first field is its version's, a small number behind the byte 8.
    const bool onnx = content.size() > 2 && content[0] == '\b' && content[1] < '\x20' && content[2] == '\x12';
    throw Error::at_offset(
        file, 0,
        onnx ? std::string("is an ONNX file; this takes model.safetensors, as 'rwave train' wrote it")
             : fmt::format("is no file of tensors, or cut short: a header of {} bytes is stated", length));
  }
  const std::string_view all = content;
  const std::string_view data = all.substr(length_bytes + length);
  TensorFile result;
  std::string name = "__metadata__";
  try {
    const nlohmann::json header = nlohmann::json::parse(all.substr(length_bytes, length));
    const auto metadata = header.at(name).at("rwave").get<std::string>();
    // Our own metadata are one string of JSON within: the format allows texts alone there.
    result.metadata = nlohmann::json::parse(metadata);
    Checksum checksum;
    checksum.add(metadata);
    checksum.add(data);
    if (header.at(name).at("checksum").get<std::string>() != checksum.text()) {
      throw Error("the content does not match its checksum: the file is cut short or damaged");
    }
    for (const auto& [key, entry] : header.items()) {
      name = key;
      if (name != "__metadata__") result.tensors[name] = read_entry(entry, data);
    }
  } catch (const nlohmann::json::exception& fault) {
    throw Error::at_offset(file, length_bytes,
                           fmt::format("the header does not read at '{}': {}", name, fault.what()));
  } catch (const Error& fault) {
    throw Error(file, fmt::format("'{}': {}", name, fault.what()));
  }
  return result;
}

}  // namespace rwave::learn
