// rwave explain layers: what each layer makes of a beat.
#include <fmt/format.h>

#include "base/text.h"
#include "cli/learn/explain.h"
#include "explain/inspect.h"
#include "figures/layer_figure.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

// The rows to picture: the one asked for, or the first of each class.
std::vector<std::uint32_t> pictured_rows(const Explained& explained) {
  const auto& test = explained.dataset.split.test;
  const BeatSet& set = explained.dataset.set;
  if (const auto row = explained.options.row) {
    if (*row < 0 || *row >= static_cast<std::int64_t>(test.size()))
      throw UsageError(fmt::format("--row {}: the test rows are 0 to {}", *row, test.size() - 1));
    return {test[static_cast<std::size_t>(*row)]};
  }
  // The first in the split's order, which its seed decides.
  std::vector<bool> seen(set.classes.size());
  std::vector<std::uint32_t> rows;
  for (const std::uint32_t candidate : test) {
    const std::uint8_t label = set.labels[candidate];
    if (!seen[label]) rows.push_back(candidate);
    seen[label] = true;
  }
  return rows;
}

// By record and sample where they are known: that is how the beat is found again.
// Rows of published CSV files have no record and no sample: their number is all that finds them
// again.
std::string beat_name(const BeatSet& set, std::uint32_t row) {
  const std::string record = set.record[row] < set.records.size() ? set.records[set.record[row]].record : "";
  if (record.empty() || set.sample[row] < 0) return fmt::format("row {}", grouped(row));
  return fmt::format("record {} at sample {}", record, grouped(set.sample[row]));
}

// data,split,layer,channel,position,ms,value: ms from the row's start, empty where the layer has no time
// axis.
std::string csv(const LayerPicture& picture, const std::string& of) {
  std::string text = std::string(table_head) + "layer,channel,position,ms,value\n";
  for (const LayerMap& layer : picture.layers) {
    std::size_t i = 0;
    for (std::int64_t channel = 0; channel < layer.channels; ++channel) {
      for (std::int64_t t = 0; t < layer.positions; ++t, ++i) {
        const std::string ms =
            layer.in_time ? fmt::format("{:.2f}", 1000 * (layer.first + static_cast<double>(t) * layer.step) /
                                                      picture.rate)
                          : "";
        text += fmt::format("{}{},{},{},{},{:.6g}\n", of, layer.name, channel, t, ms, layer.values[i]);
      }
    }
  }
  return text;
}

std::string shape_of(const LayerMap& layer) {
  return layer.in_time ? fmt::format("{} channels x {} positions", layer.channels, layer.positions)
                       : fmt::format("{} units", layer.positions);
}

}  // namespace

void explain_layers(const ExplainOptions& options) {
  Explained explained = load_explained(options);
  const BeatSet& set = explained.dataset.set;
  const std::vector<std::string> layers = explain::layers_or_main(explained.model, options.layers);
  Results results(explained);
  nlohmann::json summary = {{"layers", nlohmann::json::object()}, {"rows", nlohmann::json::object()}};
  std::string text;
  for (const std::uint32_t row : pictured_rows(explained)) {
    const std::uint8_t label = set.labels[row];
    LayerPicture picture{{set.row(row).begin(), set.row(row).begin() + set.width},
                         set.rate,
                         set.classes[label],
                         label,
                         beat_name(set, row),
                         explain::layer_maps(explained.model, set, row, layers)};
    const std::string stem = "layers_" + set.classes[label];
    results.table(stem + ".csv", csv(picture, table_cells(explained)));
    results.figure(stem, layer_figure(picture, provenance_of(explained, "one test row")));
    // The shapes are the same for every row.
    if (text.empty()) {
      for (const LayerMap& layer : picture.layers) {
        text += fmt::format("{:<14} {}\n", layer.name, shape_of(layer));
        summary["layers"][layer.name] = layer.in_time ? nlohmann::json{layer.channels, layer.positions}
                                                      : nlohmann::json::array({layer.positions});
      }
    }
    summary["rows"][set.classes[label]] = picture.beat_name;
  }
  Results::print(options, summary, text);
}

}  // namespace rwave::cli
