#include "experiment/model_record.h"

#include <fmt/format.h>

#include <cstring>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/checksum.h"
#include "base/output_file.h"
#include "rwave/error.h"

namespace rwave::experiment {
namespace {

using nlohmann::json;

// Text of a record; "?" where there is none, as files hold whatever they hold.
std::string text_of(const json& record, const char* key) {
  const bool there = record.is_object() && record.contains(key) && record[key].is_string();
  return there ? record[key].get<std::string>() : "?";
}

json part_of(const json& record, const char* key) {
  return record.is_object() ? record.value(key, json::object()) : json::object();
}

}  // namespace

// A safetensors file: the header's length in 8 bytes, the header as JSON, the values.
json read_model_record(const std::string& file) {
  const std::string content = read_file(file);
  std::uint64_t length = 0;
  if (content.size() < sizeof length) throw Error(file, "is too short for a trained model");
  std::memcpy(&length, content.data(), sizeof length);
  // The stated length is compared with what is there before anything is read by it: a damaged file
  // may state any number.
  const std::string_view rest = std::string_view(content).substr(sizeof length);
  if (length > rest.size())
    throw Error::at_offset(
        file, 0, fmt::format("is no trained model, or cut short: a header of {} bytes is stated", length));
  const json header = json::parse(rest.substr(0, length), nullptr, false);
  const json metadata = part_of(header, "__metadata__");
  const std::string record = text_of(metadata, "rwave");
  // Over the record too and not the weights alone: a record that was edited by hand (other classes,
  // another recipe) makes every answer of the network wrong, and nothing else would show it.
  Checksum checksum;
  checksum.add(record);
  checksum.add(rest.substr(length));
  if (text_of(metadata, "checksum") != checksum.text())
    throw Error(file, "the content does not match its checksum: the file is damaged, or no model of rwave");
  json about = json::parse(record, nullptr, false);
  if (text_of(about, "format") != "rwave model")
    throw Error(file, fmt::format("holds '{}'; expected a trained model", text_of(about, "format")));
  if (!about.contains("channels")) about["channels"] = 1;  // left out by the first versions
  about["tensors"] = json::array();
  for (const auto& [name, entry] : header.items())
    if (name != "__metadata__")
      about["tensors"].push_back({{"name", name}, {"shape", part_of(entry, "shape")}});
  return about;
}

}  // namespace rwave::experiment
