// Comparisons of runs, episodes and measurements as JSON.
#include <array>
#include <cmath>
#include <limits>
#include <string_view>

#include "ec57/run_reports.h"
#include "ec57/suite.h"

namespace rwave::ec57 {
namespace {

using Json = nlohmann::ordered_json;

// Null in JSON.
constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

// JSON has no NaN: the library writes null, which says undefined, as 0 of 0 is.
double share(double part, double whole) {
  return whole > 0 ? part / whole : undefined;
}

// Figures that stand in several places of a JSON text, averaged over the records in which they are defined.
// Keyed by place, so that the average has the shape of a record's object without a second list of figures.
class Average {
 public:
  void add(const std::string& place, double value) {
    Sum& sum = sums_[place];
    if (std::isnan(value)) return;
    sum.total += value;
    ++sum.count;
  }
  Json json() const {
    Json out = Json::object();
    for (const auto& [place, sum] : sums_)
      out[Json::json_pointer(place)] = sum.count == 0 ? undefined : sum.total / sum.count;
    return out;
  }

 private:
  struct Sum {
    double total = 0;
    int count = 0;
  };
  std::map<std::string, Sum> sums_;
};

constexpr std::string_view sensitivity = "sensitivity", predictivity = "positive_predictivity";

// The four counts of every comparison by EC57, named by whose beats or episodes they are.
Json counts_json(std::int64_t found, std::int64_t missed, std::int64_t right, std::int64_t invented) {
  return {{"reference_found", found},
          {"reference_missed", missed},
          {"test_right", right},
          {"test_false", invented}};
}

// Adds a figure to an object and to the average, at the same place.
void add_figure(Json& object, Average& average, const std::string& place, std::string_view name,
                double value) {
  object[std::string(name)] = value;
  average.add(place + "/" + std::string(name), value);
}

// The matrices are given whole: other classes of length can be worked out from them.
Json runs_of(const RunComparison& comparison, Average& average, const std::string& kind) {
  Json object;
  const RunFigures figures = figures_of(comparison);
  for (std::size_t c = 0; c < run_class_names.size(); ++c) {
    const RunFigures::Class& each = figures.classes.at(c);
    const std::string name(run_class_names.at(c));
    Json& out = object[name] = counts_json(each.found, each.missed, each.right, each.invented);
    const Ratio found = each.sensitivity(), right = each.predictivity();
    const std::string place = "/" + kind + "/" + name;
    add_figure(out, average, place, sensitivity,
               share(static_cast<double>(found.part), static_cast<double>(found.whole)));
    add_figure(out, average, place, predictivity,
               share(static_cast<double>(right.part), static_cast<double>(right.whole)));
  }
  object["sensitivity_matrix"] = comparison.sensitivity.counts;
  object["predictivity_matrix"] = comparison.predictivity.counts;
  return object;
}

// Sums of episodes over records whose rates may differ: durations in seconds.
struct EpisodeSum {
  std::int64_t found = 0, missed = 0, right = 0, invented = 0;
  double reference_seconds = 0, reference_overlap = 0, test_seconds = 0, test_overlap = 0;

  void add(const EpisodeComparison& one) {
    found += one.found;
    missed += one.missed;
    right += one.right;
    invented += one.invented;
    reference_seconds += static_cast<double>(one.reference_duration) / one.rate;
    reference_overlap += static_cast<double>(one.reference_overlap) / one.rate;
    test_seconds += static_cast<double>(one.test_duration) / one.rate;
    test_overlap += static_cast<double>(one.test_overlap) / one.rate;
  }
  Json json(Average& average, const std::string& kind) const {
    Json object = counts_json(found, missed, right, invented);
    const std::string place = "/" + kind;
    const auto count = [](std::int64_t n) { return static_cast<double>(n); };
    add_figure(object, average, place, sensitivity, share(count(found), count(found + missed)));
    add_figure(object, average, place, predictivity, share(count(right), count(right + invented)));
    object["reference_seconds"] = reference_seconds;
    object["test_seconds"] = test_seconds;
    add_figure(object, average, place, "duration_sensitivity", share(reference_overlap, reference_seconds));
    add_figure(object, average, place, "duration_positive_predictivity", share(test_overlap, test_seconds));
    return object;
  }
};

// Keys are words, not the letters of the reports.
std::string name_of(EpisodeKind kind) {
  switch (kind) {
    case EpisodeKind::atrial_fibrillation:
      return "atrial_fibrillation";
    case EpisodeKind::ventricular_fibrillation:
      return "ventricular_fibrillation";
    default:
      return "ischemic_st";
  }
}

}  // namespace

Json run_json(std::span<const RecordSuite> records) {
  Json out;
  out["records"] = Json::array();
  RunComparison ventricular, supraventricular;
  Average average, gross;
  for (const RecordSuite& each : records) {
    if (!each.ventricular || !each.supraventricular) continue;
    out["records"].push_back(
        {{"record", each.record},
         {"ventricular", runs_of(*each.ventricular, average, "ventricular")},
         {"supraventricular", runs_of(*each.supraventricular, average, "supraventricular")}});
    ventricular += *each.ventricular;
    supraventricular += *each.supraventricular;
  }
  out["gross"] = {{"ventricular", runs_of(ventricular, gross, "ventricular")},
                  {"supraventricular", runs_of(supraventricular, gross, "supraventricular")}};
  out["average"] = average.json();
  return out;
}

Json episode_json(std::span<const RecordSuite> records) {
  Json out;
  out["records"] = Json::array();
  std::map<EpisodeKind, EpisodeSum> sums;
  Average average, gross;
  for (const RecordSuite& each : records) {
    Json object = {{"record", each.record}};
    for (const auto& [kind, comparison] : each.episodes) {
      EpisodeSum one;
      one.add(comparison);
      object[name_of(kind)] = one.json(average, name_of(kind));
      sums[kind].add(comparison);
    }
    out["records"].push_back(object);
  }
  out["gross"] = Json::object();
  for (const auto& [kind, sum] : sums) out["gross"][name_of(kind)] = sum.json(gross, name_of(kind));
  out["average"] = average.json();
  return out;
}

// No gross figure: measurements of one type may have other units in other records.
Json measurement_json(std::span<const RecordSuite> records) {
  Json out;
  out["records"] = Json::array();
  Average average;
  for (const RecordSuite& each : records) {
    Json object = {{"record", each.record}};
    for (const auto& [type, comparison] : each.measurements) {
      const std::string name = "type_" + std::to_string(type), place = "/" + name;
      Json& one = object[name] = {{"n", comparison.test_read}};
      add_figure(one, average, place, "rms_error", comparison.rms_error());
      add_figure(one, average, place, "normalized_rms_error",
                 comparison.reference_sum != 0 ? comparison.normalized_rms_error() : undefined);
      add_figure(one, average, place, "mean_reference", comparison.mean_reference());
    }
    out["records"].push_back(object);
  }
  out["average"] = average.json();
  return out;
}

}  // namespace rwave::ec57
