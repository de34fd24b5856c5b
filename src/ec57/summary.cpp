#include "ec57/suite.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <string_view>
#include <vector>

#include "ec57/figures.h"

namespace rwave::ec57 {
namespace {

using Json = nlohmann::ordered_json;

// One list for records, gross, average, JSON and CSV: a figure is added in one place.
struct Figure {
  const char* subject;
  const char* name;
  // NaN where undefined.
  double (*of)(const Comparison&);
};

template <Ratio (*ratio)(const Comparison&)>
double share(const Comparison& comparison) {
  const Ratio value = ratio(comparison);
  return value.defined() ? value.percent() / 100 : std::numeric_limits<double>::quiet_NaN();
}

constexpr std::array figures = {
    Figure{"qrs", "sensitivity", share<qrs_sensitivity>},
    Figure{"qrs", "positive_predictivity", share<qrs_predictivity>},
    Figure{"v", "sensitivity", share<v_sensitivity>},
    Figure{"v", "positive_predictivity", share<v_predictivity>},
    Figure{"v", "false_positive_rate", share<v_false_positive_rate>},
    Figure{"s", "sensitivity", share<s_sensitivity>},
    Figure{"s", "positive_predictivity", share<s_predictivity>},
    Figure{"rr", "rms_error_ms", [](const Comparison& comparison) { return comparison.interval_error(); }},
    Figure{"shutdown", "seconds", [](const Comparison& comparison) { return comparison.shutdown_seconds; }},
};

using Values = std::array<double, figures.size()>;

Values values_of(const Comparison& comparison) {
  Values values;
  for (std::size_t f = 0; f < figures.size(); ++f) values.at(f) = figures.at(f).of(comparison);
  return values;
}

// Counts are added, not figures: every beat weighs the same.
// Gross and average are both asked for by EC57: the one weighs beats, so that a record with many
// ectopic beats decides it, the other weighs records.
Comparison gross_of(std::span<const RecordComparison> records) {
  Comparison gross;
  for (const RecordComparison& record : records) gross += record.comparison;
  return gross;
}

// Records in which a figure is undefined do not count, whether or not others define it.
Values average_of(std::span<const RecordComparison> records) {
  Values average;
  for (std::size_t f = 0; f < figures.size(); ++f) {
    double sum = 0;
    int defined = 0;
    for (const RecordComparison& record : records) {
      const double value = figures.at(f).of(record.comparison);
      if (std::isnan(value)) continue;
      sum += value;
      ++defined;
    }
    average.at(f) = defined == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / defined;
  }
  return average;
}

void add_figures(Json& object, const Values& values) {
  for (std::size_t f = 0; f < figures.size(); ++f) {
    object[figures.at(f).subject][figures.at(f).name] = values.at(f);
  }
}

// Rows and columns in the order of "labels", which is given once.
Json comparison_json(const Comparison& comparison) {
  Json object = {{"beats", comparison.sum("NSVFQ", label_letters)}};
  Json& matrix = object["matrix"] = Json::array();
  for (const char row : label_letters) {
    Json counts = Json::array();
    for (const char column : label_letters) counts.push_back(comparison.sum({&row, 1}, {&column, 1}));
    matrix.push_back(counts);
  }
  add_figures(object, values_of(comparison));
  return object;
}

// Six digits: more than the counts of any database resolve.
std::string csv_line(const std::string& name, const std::string& beats, const Values& values) {
  std::string line = name + "," + beats;
  for (const double value : values) line += std::isnan(value) ? "," : fmt::format(",{:.6g}", value);
  return line + "\n";
}

}  // namespace

Json summary_json(std::span<const RecordComparison> records) {
  Json out;
  for (const char label : label_letters) out["labels"].push_back(std::string(1, label));
  out["records"] = Json::array();
  for (const RecordComparison& record : records) {
    Json object = {{"record", record.record}};
    object.update(comparison_json(record.comparison));
    out["records"].push_back(object);
  }
  out["gross"] = comparison_json(gross_of(records));
  add_figures(out["average"], average_of(records));
  return out;
}

std::string summary_csv(std::span<const RecordComparison> records) {
  std::string text = "record,beats";
  for (const Figure& figure : figures) text += fmt::format(",{}_{}", figure.subject, figure.name);
  text += "\n";
  for (const RecordComparison& record : records) {
    text += csv_line(record.record, std::to_string(record.comparison.sum("NSVFQ", label_letters)),
                     values_of(record.comparison));
  }
  const Comparison gross = gross_of(records);
  text += csv_line("gross", std::to_string(gross.sum("NSVFQ", label_letters)), values_of(gross));
  return text + csv_line("average", "", average_of(records));
}

}  // namespace rwave::ec57
