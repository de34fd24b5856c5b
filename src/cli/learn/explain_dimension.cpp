// rwave explain dimension: how many principal components of each layer carry the decision.
#include <fmt/format.h>

#include "cli/learn/explain.h"
#include "explain/describe.h"
#include "figures/dimension_figure.h"

namespace rwave::cli {
namespace {

constexpr std::int64_t usual_rows = 4000;

}  // namespace

void explain_dimension(const ExplainOptions& options) {
  Explained explained = load_explained(options);
  const Split& split = explained.dataset.split;
  const std::int64_t count = rows_or(options, usual_rows);
  const auto train = draw_rows(split.train, count, options.seed),
             test = draw_rows(split.test, count, options.seed);
  std::vector<LayerDimension> layers;
  nlohmann::json summary;
  std::string of = table_cells(explained),
              table = std::string(table_head) + "layer,components,variance,accuracy,macro_f1\n",
              text = "layer          components  variance  accuracy  macro-F1\n";
  for (const std::string& layer : explain::layers_or_main(explained.model, options.layers)) {
    fmt::print(stderr, "explain layer {}\n", layer);
    LayerDimension curve{layer, {}, {}, {}};
    for (const explain::LayerScore& one :
         explain::layer_dimension(explained.model, explained.dataset.set, train, test, layer, options.seed)) {
      const Scores scores = scores_of(one.confusion);
      curve.components.push_back(one.components);
      curve.variance.push_back(one.variance);
      curve.macro_f1.push_back(scores.macro_f1);
      table += fmt::format("{}{},{},{:.6f},{:.6f},{:.6f}\n", of, layer, one.components, one.variance,
                           scores.accuracy, scores.macro_f1);
      text += fmt::format("{:<14} {:>10} {:>9.2f} {:>9.2f} {:>9.2f}\n", layer, one.components,
                          100 * one.variance, 100 * scores.accuracy, 100 * scores.macro_f1);
      summary[layer].push_back({{"components", one.components},
                                {"variance", one.variance},
                                {"accuracy", scores.accuracy},
                                {"macro_f1", scores.macro_f1}});
    }
    layers.push_back(std::move(curve));
  }
  Results results(explained);
  results.table("dimension.csv", table);
  results.figure(
      "dimension",
      dimension_figure(
          layers,
          provenance_of(explained, drawn_text(train.size(), split.train.size(), "training") + " and " +
                                       drawn_text(test.size(), split.test.size(), "test"))));
  Results::print(options, summary, text);
}

}  // namespace rwave::cli
