// rwave explain attribution: which parts of a beat count, by three methods.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "cli/learn/explain.h"
#include "explain/inspect.h"
#include "figures/attribution_figure.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

// Occlusion runs the network once for each position of its gap, so a row costs as much as a hundred
// classifications; the spread of a mean only halves with four times the rows.
constexpr std::int64_t rows_a_class = 100;

struct Method {
  const char *name, *title, *axis;
  explain::AttributionMethod method;
};
constexpr std::array methods = {
    Method{"gradcam", "Grad-CAM", "Grad-CAM", explain::AttributionMethod::grad_cam},
    Method{"integrated", "Integrated gradients", "logit a sample", explain::AttributionMethod::integrated},
    Method{"occlusion", "Occlusion of 50 ms", "probability lost", explain::AttributionMethod::occlusion},
};

// Test rows that the network calls what they are.
// A wrong answer would be averaged into the picture of the class that the beat has, though the
// network's reasons were for another one.
std::vector<std::uint32_t> correct_rows(Explained& explained) {
  const auto& test = explained.dataset.split.test;
  const std::vector<std::uint8_t> called = explained.model.classify(explained.dataset.set, test);
  std::vector<std::uint32_t> correct;
  for (std::size_t i = 0; i < test.size(); ++i) {
    if (called[i] == explained.dataset.set.labels[test[i]]) correct.push_back(test[i]);
  }
  if (correct.empty())
    throw Error("the network classifies no test row correctly: there is nothing to explain");
  return correct;
}

// Classes that have no picture, each with the reason.
std::map<std::string, std::string> left_out(const Explained& explained,
                                            const std::vector<std::uint32_t>& correct) {
  const BeatSet& set = explained.dataset.set;
  std::vector<std::int64_t> tested(set.classes.size()), right(set.classes.size());
  for (const std::uint32_t row : explained.dataset.split.test) ++tested[set.labels[row]];
  for (const std::uint32_t row : correct) ++right[set.labels[row]];
  std::map<std::string, std::string> reasons;
  for (std::size_t c = 0; c < set.classes.size(); ++c) {
    if (right[c] > 0) continue;
    reasons[set.classes[c]] =
        tested[c] == 0 ? "no test rows"
                       : fmt::format("none of its {} test rows is classified correctly", grouped(tested[c]));
  }
  return reasons;
}

// " (left out: S, none of its 12 test rows is classified correctly; Q, no test rows)"; empty where nothing
// is.
std::string left_out_text(const std::map<std::string, std::string>& reasons) {
  std::string text;
  for (const auto& [name, reason] : reasons)
    text += fmt::format("{}{}, {}", text.empty() ? "" : "; ", name, reason);
  return text.empty() ? "" : fmt::format(" (left out: {})", text);
}

// Means of each class's rows, of the beat and of what every method says.
std::vector<ClassAttribution> mean_by_class(const BeatSet& set, const std::vector<std::uint32_t>& rows,
                                            const std::vector<float>& values) {
  const auto width = static_cast<std::size_t>(set.width);
  std::vector<ClassAttribution> classes;
  for (std::size_t c = 0; c < set.classes.size(); ++c)
    classes.push_back({set.classes[c], c, 0, std::vector<double>(width), std::vector<double>(width)});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ClassAttribution& one = classes[set.labels[rows[i]]];
    ++one.beats;
    for (std::size_t t = 0; t < width; ++t) {
      one.beat[t] += set.row(rows[i])[t];
      one.attribution[t] += values[i * width + t];
    }
  }
  std::erase_if(classes, [](const ClassAttribution& one) { return one.beats == 0; });
  for (ClassAttribution& one : classes) {
    for (auto* means : {&one.beat, &one.attribution}) {
      for (double& value : *means) value /= static_cast<double>(one.beats);
    }
  }
  return classes;
}

// Of the mean, not the mean of the rows' maxima: single rows have their maximum anywhere, and such
// a mean would lie between two features where nothing is.
double peak_ms(const ClassAttribution& one, double rate) {
  return 1000 * static_cast<double>(std::ranges::max_element(one.attribution) - one.attribution.begin()) /
         rate;
}

// data,split,method,class,beats,ms,beat,attribution; of a class that is left out one line, of 0 beats.
std::string csv_lines(const std::string& of, const char* method, const std::vector<ClassAttribution>& classes,
                      const std::map<std::string, std::string>& missing, double rate) {
  std::string text;
  for (const ClassAttribution& one : classes) {
    for (std::size_t t = 0; t < one.beat.size(); ++t) {
      text += fmt::format("{}{},{},{},{:.2f},{:.6g},{:.6g}\n", of, method, one.class_name, one.beats,
                          1000 * static_cast<double>(t) / rate, one.beat[t], one.attribution[t]);
    }
  }
  for (const auto& [name, reason] : missing) text += fmt::format("{}{},{},0,,,\n", of, method, name);
  return text;
}

}  // namespace

void explain_attribution(const ExplainOptions& options) {
  Explained explained = load_explained(options);
  const BeatSet& set = explained.dataset.set;
  const auto correct = correct_rows(explained);
  const auto rows = draw_rows_by_class(set, correct, rows_or(options, rows_a_class), options.seed);
  const Provenance provenance =
      provenance_of(explained, drawn_text(rows.size(), correct.size(), "correctly classified test"));
  Results results(explained);
  const auto missing = left_out(explained, correct);
  nlohmann::json summary = {{"left_out", missing}};
  const std::string of = table_cells(explained);
  std::string text, table = std::string(table_head) + "method,class,beats,ms,beat,attribution\n";
  for (const Method& method : methods) {
    if (method.method == explain::AttributionMethod::grad_cam && !explain::has_convolution(explained.model)) {
      fmt::print(stderr, "rwave: no Grad-CAM: this network has no convolution\n");
      continue;
    }
    fmt::print(stderr, "explain {} of {} rows\n", method.title,
               grouped(static_cast<std::int64_t>(rows.size())));
    const auto classes =
        mean_by_class(set, rows, explain::attribution(explained.model, set, rows, method.method));
    table += csv_lines(of, method.name, classes, missing, set.rate);
    results.figure(
        fmt::format("attribution_{}", method.name),
        attribution_figure(classes, set.rate,
                           fmt::format("{}: mean of the correctly classified beats of each class{}",
                                       method.title, left_out_text(missing)),
                           method.axis, provenance));
    text += fmt::format("{:<21} greatest at", method.title);
    for (const ClassAttribution& one : classes) {
      summary[method.name][one.class_name] = {{"beats", one.beats},
                                              {"greatest_at_ms", peak_ms(one, set.rate)}};
      text += fmt::format("  {} {:.0f} ms", one.class_name, peak_ms(one, set.rate));
    }
    text += "\n";
  }
  for (const auto& [name, reason] : missing) text += fmt::format("{} is left out: {}\n", name, reason);
  results.table("attribution.csv", table);
  Results::print(options, summary, text);
}

}  // namespace rwave::cli
