#include "infer/model_card.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <type_traits>

#include "base/json_number.h"
#include "infer/card_json.h"
#include "rwave/error.h"

namespace rwave::infer {
namespace {

using nlohmann::json;

constexpr int card_version = 1;
constexpr int max_width = 1 << 20;
constexpr int max_channels = 1 << 10;
constexpr std::size_t max_classes = 1000;

// One field of the card, by type; the message names field and type.
template <typename T>
T field(const json& card, const char* name, const char* type, std::string_view file) {
  try {
    if constexpr (std::is_same_v<T, int>) {
      return whole_number<int>(card.at(name));
    } else {
      return card.at(name).get<T>();
    }
  } catch (const json::exception&) {
    throw Error(file, fmt::format("model card: \"{}\" is missing or no {}", name, type));
  }
}

void check(const ModelCard& card, std::string_view file) {
  if (card.width < 1 || card.width > max_width || card.channels < 1 || card.channels > max_channels)
    throw Error(file,
                fmt::format("model card: a row of {} x {} samples; expected 1 to {} channels of 1 to {}",
                            card.channels, card.width, max_channels, max_width));
  if (!std::isfinite(card.rate) || card.rate <= 0)
    throw Error(file, fmt::format("model card: a rate of {} Hz; expected more than 0", card.rate));
  if (card.classes.empty() || card.classes.size() > max_classes)
    throw Error(file,
                fmt::format("model card: {} classes; expected 1 to {}", card.classes.size(), max_classes));
  const std::set<std::string> distinct(card.classes.begin(), card.classes.end());
  if (distinct.size() != card.classes.size() || distinct.contains(""))
    throw Error(file, "model card: class names must be distinct and not empty");
  // The training's record is kept as text: the runtime only passes it on, and a newer record must
  // survive an older program.
  if (!CardJson(card.training).value().is_object())
    throw Error(file, "model card: \"training\" is no JSON object");
}

}  // namespace

json to_json(const ModelCard& card) {
  return {{"version", card_version},   {"name", card.name},
          {"recipe", card.recipe},     {"normalisation", card.normalisation},
          {"lead", card.lead},         {"rate", card.rate},
          {"channels", card.channels}, {"width", card.width},
          {"classes", card.classes},   {"training", json::parse(card.training)}};
}

std::string to_text(const ModelCard& card) {
  check(card, card.name.empty() ? "a network without a name" : card.name);
  return to_json(card).dump(-1, ' ', false, json::error_handler_t::replace);
}

ModelCard card_of(std::string_view text, std::string_view file) {
  const CardJson read(text);
  const json& parsed = read.value();
  if (!parsed.is_object()) throw Error(file, "model card: not a JSON object");
  const int version = field<int>(parsed, "version", "number", file);
  if (version != card_version)
    throw Error(file, fmt::format("model card: version {} is not known; this program knows {}", version,
                                  card_version));
  ModelCard card;
  card.name = field<std::string>(parsed, "name", "text", file);
  card.recipe = field<std::string>(parsed, "recipe", "text", file);
  card.normalisation = field<std::string>(parsed, "normalisation", "text", file);
  card.lead = field<std::string>(parsed, "lead", "text", file);
  card.rate = field<double>(parsed, "rate", "number", file);
  // Older cards have no channels: their networks took one.
  if (parsed.contains("channels")) card.channels = field<int>(parsed, "channels", "number", file);
  card.width = field<int>(parsed, "width", "number", file);
  card.classes = field<std::vector<std::string>>(parsed, "classes", "list of names", file);
  // Not copied: a copy's destructor would ask for memory.
  const auto training = parsed.find("training");
  if (training == parsed.end()) throw Error(file, "model card: \"training\" is missing or no object");
  card.training = training->dump();
  check(card, file);
  return card;
}

// A card can be edited apart from its graph. What they disagree about would be read past the end of
// a row.
void check_fits(const ModelCard& card, std::int64_t values, std::int64_t outputs, std::string_view file) {
  if (std::int64_t{card.channels} * card.width != values)
    throw Error(file, fmt::format("its card says rows of {} x {} samples, its graph takes {}", card.channels,
                                  card.width, values));
  if (static_cast<std::int64_t>(card.classes.size()) != outputs)
    throw Error(file,
                fmt::format("its card names {} classes, its graph gives {}", card.classes.size(), outputs));
}

}  // namespace rwave::infer
