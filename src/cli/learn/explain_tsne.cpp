// rwave explain tsne: the test rows as a layer sees them, in the plane.
#include <fmt/format.h>

#include <chrono>

#include "cli/learn/explain.h"
#include "embed/tsne.h"
#include "explain/inspect.h"
#include "figures/scatter_figure.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

std::string csv(const Explained& explained, const std::vector<std::uint32_t>& rows,
                const embed::Plane& plane) {
  const BeatSet& set = explained.dataset.set;
  const std::string of = table_cells(explained);
  std::string text = std::string(table_head) + "x,y,class,record,sample\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::uint32_t row = rows[i];
    text += fmt::format("{}{:.6g},{:.6g},{},{},{}\n", of, plane.x[i], plane.y[i],
                        set.classes[set.labels[row]], set.records[set.record[row]].record, set.sample[row]);
  }
  return text;
}

void draw(const Explained& explained, const std::vector<std::uint32_t>& rows, const std::string& layer,
          const embed::Tsne& result, Results& results) {
  const BeatSet& set = explained.dataset.set;
  ScatterPoints points{result.plane.x, result.plane.y, {}, set.classes};
  for (const std::uint32_t row : rows) points.label.push_back(set.labels[row]);
  results.figure(
      "tsne",
      scatter_figure(
          points,
          fmt::format("t-SNE of layer {}, perplexity {:g}, KL {:.3f}", layer, explained.options.perplexity,
                      result.divergence),
          provenance_of(explained, drawn_text(rows.size(), explained.dataset.split.test.size(), "test"))));
}

}  // namespace

void explain_tsne(const ExplainOptions& options) {
  Explained explained = load_explained(options);
  const std::string layer =
      // The last convolution and not the last layer: the outputs of the last layer are the logits,
      // whose picture would only show the answers again.
      options.layers.empty() ? explain::last_convolution_name(explained.model) : options.layers.front();
  const auto rows = draw_rows(explained.dataset.split.test, rows_or(options, 0), options.seed);
  const std::vector<float> values =
      explain::layer_values(explained.model, explained.dataset.set, rows, layer);
  const auto n = static_cast<std::int64_t>(rows.size());
  const embed::Points points{values.data(), n, static_cast<std::int64_t>(values.size()) / n};
  Results results(explained);
  // Before the picture: whoever compares another program needs the same points.
  if (options.points) explain::write_npy(results.path("points.npy"), values, n, points.width);
  fmt::print(stderr, "t-SNE  {} rows of {} values from layer {}\n", n, points.width, layer);
  // The picture alone is timed, as the programs that it is compared with are.
  const auto begin = std::chrono::steady_clock::now();
  embed::TsneOptions how;
  how.perplexity = options.perplexity;
  how.random_start = options.random_start;
  how.seed = options.seed;
  how.threads = explained.threads;
  const embed::Tsne result = embed::tsne(points, how);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const nlohmann::json summary = {{"layer", layer},          {"n", n},
                                  {"values", points.width},  {"perplexity", options.perplexity},
                                  {"kl", result.divergence}, {"seconds", seconds},
                                  {"threads", how.threads},  {"seed", options.seed}};
  results.table("tsne.csv", csv(explained, rows, result.plane));
  results.table("tsne.json", summary.dump(2) + "\n");
  draw(explained, rows, layer, result, results);
  Results::print(options, summary,
                 fmt::format("t-SNE of {} rows, layer {}, perplexity {:g}, seed {}: KL {:.4f}, {:.1f} s", n,
                             layer, options.perplexity, options.seed, result.divergence, seconds));
}

}  // namespace rwave::cli
