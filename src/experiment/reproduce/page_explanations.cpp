// The page's section on what the network looks at.
#include <fmt/format.h>

#include "experiment/compare/group.h"
#include "experiment/reproduce/report_page.h"

namespace rwave::experiment {
namespace {

namespace fs = std::filesystem;

// The sentence that `explain ablation` computed of its figures.
void add_claim_sentence(ReportPage& report) {
  const nlohmann::json claim = report.json("explain/ablation", "ablation.json");
  if (claim.contains("sentence") && claim["sentence"].is_string())
    report.page.paragraph(claim["sentence"].get<std::string>());
}

// One row of each class, drawn in the step: the page only places the pictures.
void add_layers(ReportPage& report) {
  report.page.subsection("What each layer makes of a beat");
  if (!report.has("explain/layers", "Layer pictures")) return;
  for (const char* name : {"N", "S", "V", "F", "Q"}) {
    const std::string file = fmt::format("layers_{}", name);
    if (fs::exists(report.file("explain/layers", file + ".svg")))
      report.figure("explain/layers", file,
                    fmt::format("A beat of class {} and what each layer makes of it.", name));
  }
}

// Three methods next to each other: where they disagree, none of them is evidence.
void add_attribution(ReportPage& report) {
  report.page.subsection("Where the decision comes from");
  if (!report.has("explain/attribution", "Attribution by class")) return;
  report.figure("explain/attribution", "attribution_gradcam", "Grad-CAM, averaged over each class.",
                "attribution.csv");
  report.figure("explain/attribution", "attribution_integrated", "Integrated gradients.", "attribution.csv");
  report.figure("explain/attribution", "attribution_occlusion", "Occlusion of 50 ms at a time.",
                "attribution.csv");
}

// Options of a training but for the network's own, as its record has them.
nlohmann::json training_options(const ReportPage& report, const std::string& step) {
  nlohmann::json options = read_run(report.progress.root() / step).options;
  for (const char* own : {"model", "code", "from", "layers"}) options.erase(own);
  return options;
}

// Networks with a code train with their own defaults, not with the options of the other tables' networks:
// which differ is read off the records.
void say_code_options(ReportPage& report, const std::vector<std::string>& steps) {
  const std::string compared = "runs/seed-official-unweighted";
  if (!report.progress.done(compared)) return;
  const nlohmann::json there = training_options(report, compared);
  std::vector<std::string> lines;
  for (const std::string& step : steps) {
    const nlohmann::json here = training_options(report, step);
    const std::string differences = option_differences(there, here);
    if (!differences.empty())
      lines.push_back(
          fmt::format("`{}`: `{}`, there `{}`.", step, differences, option_differences(here, there)));
  }
  if (lines.empty()) return;
  report.page.paragraph(fmt::format(
      "These networks train with other options than those of the other tables, so that a distance "
      "to them is not the code's alone. Compared with `{}`:",
      compared));
  report.page.items(lines);
}

// Networks with a narrow code, one trained for each width, and the code learnt without labels.
void add_codes(ReportPage& report) {
  PageTable table{"codes",
                  "A network whose code has N values, on the official test rows; in %",
                  {"width of the code", "accuracy", "balanced acc.", "macro-F1"},
                  {},
                  {},
                  1};
  std::string first;  // of the lines
  for (const Step& step : report.progress.plan()) {
    // The unlabelled code has no classes, so no accuracy; the line "probed" is the linear layer
    // that was trained on it.
    const bool shown = step.name.starts_with("code/") && step.name != "code/unlabelled";
    if (!shown || !report.progress.done(step.name)) continue;
    if (first.empty()) first = step.name;
    const nlohmann::json scores = report.json(step.name, "scores.json");
    const std::string width = step.name.substr(5);
    table.rows.push_back({width == "probed" ? "16, learnt without labels, one linear layer on it" : width,
                          percent(number_of(scores, "accuracy")),
                          percent(number_of(scores, "balanced_accuracy")),
                          percent(number_of(scores, "macro_f1"))});
    table.source = report.source(step.name);
  }
  if (table.rows.empty()) {
    report.has("code/2", "Accuracy by the width of a narrow code");
    return;
  }
  table.caption += ". The command is the last line's";
  report.page.table(table);
  // Those of all widths are alike.
  std::vector<std::string> told;
  for (const std::string& step : {first, std::string("code/probed")})
    if (report.progress.done(step) && (told.empty() || told[0] != step)) told.push_back(step);
  say_code_options(report, told);
}

}  // namespace

void add_explanation_section(ReportPage& report) {
  report.page.section("What the network looks at");
  report.page.paragraph(
      "All of it on the report's network, unweighted, trained on the official split, and on test rows of "
      "that split.");
  add_layers(report);
  report.page.subsection("t-SNE of the last convolution");
  if (report.has("explain/tsne", "t-SNE of the last convolution")) {
    report.figure("explain/tsne", "tsne",
                  "The test rows as the last convolution sees them, laid out by t-SNE.");
    const nlohmann::json tsne = report.json("explain/tsne", "tsne.json");
    if (tsne.contains("n"))
      report.page.paragraph(fmt::format("{} rows, perplexity {}, Kullback-Leibler divergence {}.",
                                        tsne["n"].dump(), number_of(tsne, "perplexity"),
                                        fmt::format("{:.3f}", number_of(tsne, "kl"))));
  }
  add_attribution(report);
  report.page.subsection("The report's claim: the R peaks and the interval between them");
  if (report.has("explain/ablation", "The claim tested by leaving parts of the beat out")) {
    report.figure("explain/ablation", "ablation", "Scores where parts of the beat are left out.");
    report.table("explain/ablation", "ablation.csv", "Scores where parts of the beat are left out", 3);
    add_claim_sentence(report);
  }
  report.page.subsection("How low a dimension carries the decision");
  if (report.has("explain/probe", "Principal components of each layer"))
    report.figure("explain/probe", "probe",
                  "Scores of a linear classifier on the first principal components of each layer.");
  add_codes(report);
}

}  // namespace rwave::experiment
