#include "cli/info_model.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>

#include "base/text.h"
#include "experiment/model_record.h"
#include "infer/describe.h"
#include "infer/onnx_read.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

using nlohmann::json;

// A value of a record as a person reads it: text without its quotation marks, "?" where there is none.
// Records are whatever the file holds.
std::string text_of(const json& record, const char* key) {
  if (!record.is_object() || !record.contains(key)) return "?";
  const json& value = record[key];
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float()) return fmt::format("{:g}", value.get<double>());
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

// A share as per cent.
std::string percent_of(const json& record, const char* key) {
  if (!record.is_object() || !record.contains(key) || !record[key].is_number()) return "?";
  return fmt::format("{:.2f} %", 100 * record[key].get<double>());
}

// A record within a record; an empty one where there is none.
json part_of(const json& record, const char* key) {
  return record.is_object() ? record.value(key, json::object()) : json::object();
}

// The words of a list, blanks between them.
std::string words_of(const json& record, const char* key) {
  std::string words;
  for (const json& word : part_of(record, key))
    if (word.is_string()) words += (words.empty() ? "" : " ") + word.get<std::string>();
  return words;
}

void print_json(const json& about) {
  fmt::print("{}\n", about.dump(2, ' ', false, json::error_handler_t::replace));
}

std::string shape_text(const json& shape) {
  std::string text;
  for (const json& extent : shape) text += (text.empty() ? "" : " x ") + extent.dump();
  return text.empty() ? "one value" : text;
}

// What both kinds of file say: `about` is the card or the model's record, `options` are the training's.
void print_model(const std::string& file, const std::string& name, const json& about, const json& options) {
  const json training = part_of(about, "training"), figures = part_of(training, "validation");
  fmt::print("{}   {}\n", file, name);
  fmt::print("  rows      {} x {} at {} Hz, recipe {}\n", text_of(about, "channels"), text_of(about, "width"),
             text_of(about, "rate"), text_of(about, "recipe"));
  fmt::print("  classes   {}\n", words_of(about, "classes"));
  // Trees are no network: no rows, epochs and validation of a training by this program, but a trainer's own
  // options.
  if (training.contains("trainer")) {
    fmt::print("  trained   on {} records, seed {}, {} rounds, by {}\n", text_of(training, "records"),
               text_of(training, "seed"), text_of(training, "rounds"), text_of(training, "trainer"));
    return;
  }
  fmt::print("  data      {}, split {}: {}\n", text_of(options, "data"), text_of(options, "split"),
             text_of(training, "split_description"));
  fmt::print("  training  {} rows, seed {}, epoch {} of {} kept, by {}\n", text_of(training, "train_rows"),
             text_of(options, "seed"), text_of(training, "kept_epoch"), text_of(training, "epochs"),
             text_of(training, "program"));
  if (text_of(training, "validation_rows") == "0") return;
  fmt::print("  scores    of {} validation rows: accuracy {}, balanced accuracy {}, macro-F1 {}\n",
             text_of(training, "validation_rows"), percent_of(figures, "accuracy"),
             percent_of(figures, "balanced_accuracy"), percent_of(figures, "macro_f1"));
}

}  // namespace

void print_trained_info(const std::string& file, bool as_json) {
  const json about = experiment::read_model_record(file);
  if (as_json) {
    print_json(about);
    return;
  }
  const json options = part_of(about, "options");
  print_model(file, text_of(options, "model"), about, options);
  for (const json& tensor : about["tensors"])
    fmt::print("  tensor    {:<36} {}\n", text_of(tensor, "name"), shape_text(tensor["shape"]));
}

void print_onnx_info(const std::string& file, bool as_json) {
  const json about = infer::describe(infer::read_onnx(file));
  if (as_json) {
    print_json(about);
    return;
  }
  if (about["card"].is_null()) {
    fmt::print("{}   no model card: it can be run, not used to classify\n", file);
  } else {
    const json& card = about["card"];
    print_model(file, text_of(card, "name"), card, part_of(card["training"], "options"));
  }
  fmt::print("  weights   {} ({} of them int8), {} multiply-adds a row\n",
             grouped(about["weights"].get<std::int64_t>()),
             grouped(about["int8_weights"].get<std::int64_t>()),
             grouped(about["multiply_adds"].get<std::int64_t>()));
  for (const json& layer : about["layers"])
    fmt::print("  layer     {:<28} {:<20} {}\n", text_of(layer, "name"), text_of(layer, "operator"),
               shape_text(layer["shape"]));
}

}  // namespace rwave::cli
