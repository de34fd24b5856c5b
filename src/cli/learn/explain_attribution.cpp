// rwave explain attribution: which parts of a beat count, by three methods.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "cli/learn/explain.h"
#include "explain/describe.h"
#include "report/attribution_figure.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

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

double peak_ms(const ClassAttribution& one, double rate) {
  return 1000 * static_cast<double>(std::ranges::max_element(one.attribution) - one.attribution.begin()) /
         rate;
}

// method,class,beats,ms,beat,attribution
std::string csv_lines(const char* method, const std::vector<ClassAttribution>& classes, double rate) {
  std::string text;
  for (const ClassAttribution& one : classes) {
    for (std::size_t t = 0; t < one.beat.size(); ++t) {
      text += fmt::format("{},{},{},{:.2f},{:.6g},{:.6g}\n", method, one.class_name, one.beats,
                          1000 * static_cast<double>(t) / rate, one.beat[t], one.attribution[t]);
    }
  }
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
  nlohmann::json summary;
  std::string text, table = "method,class,beats,ms,beat,attribution\n";
  for (const Method& method : methods) {
    if (method.method == explain::AttributionMethod::grad_cam && !explain::has_convolution(explained.model)) {
      fmt::print(stderr, "rwave: no Grad-CAM: this network has no convolution\n");
      continue;
    }
    fmt::print(stderr, "explain {} of {} rows\n", method.title,
               grouped(static_cast<std::int64_t>(rows.size())));
    const auto classes =
        mean_by_class(set, rows, explain::attribution(explained.model, set, rows, method.method));
    table += csv_lines(method.name, classes, set.rate);
    results.figure(fmt::format("attribution_{}", method.name),
                   attribution_figure(
                       classes, set.rate,
                       fmt::format("{}: mean of the correctly classified beats of each class", method.title),
                       method.axis, provenance));
    text += fmt::format("{:<21} greatest at", method.title);
    for (const ClassAttribution& one : classes) {
      summary[method.name][one.class_name] = {{"beats", one.beats},
                                              {"greatest_at_ms", peak_ms(one, set.rate)}};
      text += fmt::format("  {} {:.0f} ms", one.class_name, peak_ms(one, set.rate));
    }
    text += "\n";
  }
  results.table("attribution.csv", table);
  Results::print(options, summary, text);
}

}  // namespace rwave::cli
