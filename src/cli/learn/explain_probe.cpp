// rwave explain probe: a linear probe on the principal components of each layer.
#include <fmt/format.h>

#include "cli/learn/explain.h"
#include "explain/inspect.h"
#include "figures/probe_figure.h"

namespace rwave::cli {
namespace {

// Enough for a linear classifier, and its fit takes seconds per layer.
constexpr std::int64_t default_rows = 4000;

}  // namespace

void explain_probe(const ExplainOptions& options) {
  Explained explained = load_explained(options);
  const Split& split = explained.dataset.split;
  const std::int64_t count = rows_or(options, default_rows);
  // The probe is fitted to training rows and judged on test rows: as a layer may have more outputs
  // than there are rows, a linear classifier could fit any labels of the rows that it was given.
  const auto train = draw_rows(split.train, count, options.seed),
             test = draw_rows(split.test, count, options.seed);
  std::vector<ProbeCurve> layers;
  nlohmann::json summary;
  std::string of = table_cells(explained),
              table = std::string(table_head) + "layer,components,variance,accuracy,macro_f1\n",
              text = "layer          components  variance  accuracy  macro-F1\n";
  for (const std::string& layer : explain::layers_or_main(explained.model, options.layers)) {
    // A layer may take a minute: said, so that nobody thinks that it hangs.
    fmt::print(stderr, "explain layer {}\n", layer);
    ProbeCurve curve{layer, {}, {}, {}};
    for (const explain::ProbeScore& one :
         explain::probe_layer(explained.model, explained.dataset.set, train, test, layer, options.seed)) {
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
  results.table("probe.csv", table);
  results.figure(
      "probe",
      probe_figure(layers, provenance_of(explained, drawn_text(train.size(), split.train.size(), "training") +
                                                        " and " +
                                                        drawn_text(test.size(), split.test.size(), "test"))));
  Results::print(options, summary, text);
}

}  // namespace rwave::cli
