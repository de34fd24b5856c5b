#include "learn/model/record.h"

#include <fmt/format.h>

#include "beat/recipes/recipe.h"
#include "dataset/row_form.h"
#include "rwave/error.h"

namespace rwave::learn {
namespace {

constexpr int model_format = 1;
// Against counts that only a damaged file states: what they ask for would be allocated.
constexpr std::size_t most_classes = 256;  // labels are bytes
constexpr int most_width = 1 << 20;        // samples
constexpr int most_channels = 1 << 10;

// After the whole record is read, so that what does not read is reported first.
void require_sizes(const ModelRecord& record, const std::string& file) {
  if (record.classes.size() < 2 || record.classes.size() > most_classes)
    throw Error(file, fmt::format("states {} classes", record.classes.size()));
  if (record.width < 1 || record.width > most_width || record.channels < 1 || record.channels > most_channels)
    throw Error(file, fmt::format("states rows of {} x {}", record.channels, record.width));
}

}  // namespace

nlohmann::json record_to_json(const ModelRecord& record) {
  return {{"format", "rwave model"},
          {"version", model_format},
          {"classes", record.classes},
          {"recipe", record.recipe},
          {"channels", record.channels},
          {"width", record.width},
          {"rate", record.rate},
          {"normalisation", normalisation_of(record.recipe)},
          {"options", options_to_json(record.options)},
          {"training", record.training}};
}

ModelRecord record_from_json(const nlohmann::json& metadata, const std::string& file) {
  const nlohmann::json& m = metadata;
  ModelRecord record;
  try {
    // First what it is, then of which version: a checkpoint has the same form.
    if (m.at("format") != "rwave model") throw Error(file, "is no model of rwave");
    if (m.at("version") != model_format) {
      throw Error(file, fmt::format("is a model of format {}, where this program reads {}",
                                    m.at("version").dump(), model_format));
    }
    m.at("classes").get_to(record.classes);
    record.recipe = current_recipe(m.at("recipe").get<std::string>(), file);
    // Files of before multi-lead recipes lack it.
    record.channels = m.value("channels", 1);
    m.at("width").get_to(record.width);
    m.at("rate").get_to(record.rate);
    record.options = options_from_json(m.at("options"), file);
    record.training = m.at("training");
    const std::string differs =
        version_difference(record.recipe, m.value("normalisation", std::string()));  // absent in older files
    if (!differs.empty()) throw Error(file, fmt::format("takes rows {}; train it again", differs));
  } catch (const nlohmann::json::exception& fault) {
    throw Error(file, fmt::format("the model's record does not read: {}", fault.what()));
  }
  require_sizes(record, file);
  return record;
}

// Either is taken everywhere: people type the folder that `rwave train` printed.
std::filesystem::path model_path(const std::filesystem::path& path) {
  return std::filesystem::is_directory(path) ? path / model_name : path;
}

}  // namespace rwave::learn
