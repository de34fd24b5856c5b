// rwave explain ablation: does the decision lie at the R peaks and the interval between them?
#include <fmt/format.h>

#include "cli/learn/explain.h"
#include "explain/ablation.h"
#include "figures/ablation_figure.h"

namespace rwave::cli {
namespace {

std::string csv(const std::vector<explain::AblationScore>& all, const std::string& of) {
  std::string text = std::string(table_head) + "rows,accuracy,balanced_accuracy";
  for (const std::string& name : all.front().confusion.classes()) text += ",recall_" + name;
  text += "\n";
  for (const explain::AblationScore& one : all) {
    const Scores scores = scores_of(one.confusion);
    text += fmt::format("{}{},{:.6f},{:.6f}", of, one.name, scores.accuracy, scores.balanced_accuracy);
    // A class without rows has no recall: an empty cell, not a zero.
    for (const ClassScore& score : scores.classes) {
      text += score.support > 0 ? fmt::format(",{:.6f}", score.sensitivity) : ",";
    }
    text += "\n";
  }
  return text;
}

// With each share that is kept the file holds the scores that it is a share of: whoever doubts the
// sentence can divide again.
nlohmann::json ablation_json(const std::vector<explain::AblationScore>& all,
                             const explain::AblationShares& shares, const Provenance& provenance) {
  nlohmann::json summary = {{"sentence", shares.sentence},
                            {"kept_by_r_peaks_only", shares.r_peaks_only},
                            {"kept_without_r_peaks", shares.without_r_peaks},
                            {"kept_without_interval", shares.without_interval},
                            {"kept_without_tail", shares.without_tail},
                            {"kept_at_equal_length", shares.equal_length},
                            {"of", head_line(provenance)},
                            {"rows", nlohmann::json::object()}};
  for (const explain::AblationScore& one : all) {
    const Scores scores = scores_of(one.confusion);
    nlohmann::json recall;
    for (std::size_t c = 0; c < scores.classes.size(); ++c) {
      recall[one.confusion.classes()[c]] = scores.classes[c].support > 0
                                               ? nlohmann::json(scores.classes[c].sensitivity)
                                               : nlohmann::json(nullptr);
    }
    summary["rows"][one.name] = {{"what", one.what},
                                 {"accuracy", scores.accuracy},
                                 {"balanced_accuracy", scores.balanced_accuracy},
                                 {"recall", recall}};
  }
  return summary;
}

// What the model calls these rows of the set with other values in their place.
std::vector<std::uint8_t> classify_changed(learn::TrainedModel& model, const BeatSet& set,
                                           const std::vector<std::uint32_t>& rows,
                                           const std::vector<float>& values) {
  // A set of its own, as the model checks recipe, width and classes of what it classifies.
  BeatSet changed{set.recipe, set.channels, set.width, set.rate, set.classes, {}, values, {}, {}, {}};
  std::vector<std::uint32_t> order;
  for (const std::uint32_t row : rows) {
    order.push_back(static_cast<std::uint32_t>(order.size()));
    changed.labels.push_back(set.labels[row]);
  }
  return model.classify(changed, order);
}

}  // namespace

// The network is asked again on altered rows and not trained again on them: the question is what
// this network decides by. A network trained without the R peaks might learn to do without, which
// says nothing about this one.
void explain_ablation(const ExplainOptions& options) {
  Explained explained = load_explained(options);
  const BeatSet& set = explained.dataset.set;
  const auto rows = draw_rows(explained.dataset.split.test, rows_or(options, 0), options.seed);
  const auto classify = [&](const std::vector<float>& values) {
    return classify_changed(explained.model, set, rows, values);
  };
  const std::vector<explain::AblationScore> all = explain::ablate(set, rows, classify);
  const explain::AblationShares shares = explain::shares_of(all);
  const Provenance provenance =
      provenance_of(explained, drawn_text(rows.size(), explained.dataset.split.test.size(), "test"));
  const nlohmann::json summary = ablation_json(all, shares, provenance);
  std::vector<AblationBar> bars;
  std::string text = fmt::format("{}\n\n{:<32} accuracy  balanced\n", head_line(provenance), "rows");
  for (const explain::AblationScore& one : all) {
    const Scores scores = scores_of(one.confusion);
    bars.push_back({one.what, one.confusion});
    text += fmt::format("{:<32} {:>8.2f}  {:>8.2f}\n", one.what, 100 * scores.accuracy,
                        100 * scores.balanced_accuracy);
  }
  // Tables before figures: gnuplot may be missing.
  Results results(explained);
  results.table("ablation.csv", csv(all, table_cells(explained)));
  results.table("ablation.json",
                summary.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
  results.figure("ablation", ablation_figure(bars, provenance));
  Results::print(options, summary, fmt::format("{}\n{}", text, shares.sentence));
}

}  // namespace rwave::cli
