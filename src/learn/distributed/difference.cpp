#include "learn/distributed/difference.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace rwave::learn {
namespace {

std::string plain(const nlohmann::json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

nlohmann::json identity(const std::string& program, const std::string& rows, int ranks,
                        const nlohmann::json& options) {
  nlohmann::json own = {{"program", program}, {"rows of checksum", rows}, {"ranks", ranks}};
  for (const auto& [name, value] : options.items()) {
    if (name != "given" && name != "data") own["--" + name] = value;
  }
  return own;
}

std::string difference_between_ranks(const nlohmann::json& rank0, const nlohmann::json& other, int rank) {
  std::string text;
  for (const auto& [name, value] : rank0.items()) {
    const std::string there = other.contains(name) ? plain(other[name]) : "nothing";
    if (there == plain(value)) continue;
    text += fmt::format("{}rank {} has {} {}, rank 0 {} {}", text.empty() ? "" : "; ", rank, name, there,
                        name, plain(value));
  }
  return text;
}

}  // namespace rwave::learn
