#include "holter/holter_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "base/csv_table.h"
#include "base/text.h"
#include "rhythm/rhythm_output.h"

namespace rwave {
namespace {

using nlohmann::ordered_json;

// JSON has no NaN.
// Rounded to what the figures can hold (a thousandth, a tenth of a beat per minute): fifteen digits
// would suggest a precision that nobody has, and make two runs on different machines differ in
// their last.
ordered_json json_number(double value, double steps = 1000) {
  return std::isfinite(value) ? ordered_json(std::round(value * steps) / steps) : ordered_json(nullptr);
}

ordered_json rate_json(const Holter& holter, const RateAt& at) {
  if (at.sample < 0) return nullptr;
  return {{"rate", json_number(at.rate, 10)}, {"sample", at.sample}, {"time", time_text(holter, at.sample)}};
}

ordered_json figures_json(const Holter& holter, const HolterFigures& f) {
  ordered_json by_class, in_noise;
  for (std::size_t i = 0; i < f.by_class.size(); ++i) {
    by_class[std::string(beat_class_names[i])] = f.by_class[i];
    in_noise[std::string(beat_class_names[i])] = f.in_noise[i];
  }
  return {{"seconds", json_number(f.seconds)},
          {"analyzable_s", json_number(f.analyzable)},
          {"beats", f.beats},
          {"by_class", by_class},
          {"in_unanalyzable", in_noise},
          {"mean_rate", json_number(f.mean_rate, 10)},
          {"min_rate", rate_json(holter, f.min_rate)},
          {"max_rate", rate_json(holter, f.max_rate)},
          {"v_couplets", f.v_couplets},
          {"v_runs", f.v_runs},
          {"vt", f.vt},
          {"sustained_vt", f.sustained_vt},
          {"v_runs_doubtful", f.v_runs_doubtful},
          {"s_couplets", f.s_couplets},
          {"s_runs", f.s_runs},
          {"pauses", f.pauses},
          {"af_s", json_number(f.af_seconds)},
          {"vf_s", json_number(f.vf_seconds)},
          {"bigeminy_s", json_number(f.bigeminy_seconds)},
          {"trigeminy_s", json_number(f.trigeminy_seconds)}};
}

ordered_json episode_at(const Holter& holter, std::int64_t index) {
  if (index < 0) return nullptr;
  return episode_json(holter.episodes[static_cast<std::size_t>(index)], holter.input.info.rate);
}

// What most recordings have none of, where there is any: fusion beats, unknown and paced ones, beats in
// noise.
std::string rare_classes_text(const Holter& holter) {
  const HolterFigures& t = holter.total;
  const std::int64_t f = analyzable_beats(t, BeatClass::F), q = analyzable_beats(t, BeatClass::Q);
  std::string text;
  if (f > 0) text += fmt::format("   F {}", grouped(f));
  if (q > 0) text += fmt::format("   Q {}", grouped(q));
  if (t.paced > 0) text += fmt::format(" ({} paced)", grouped(t.paced));
  if (const std::int64_t in_noise = t.beats - analyzable_beats(t); in_noise > 0)
    text += fmt::format("   ({} more in unanalyzable spans)", grouped(in_noise));
  return text;
}

// Rhythms that no other line of the summary counts (runs, pauses and AF have their own), each with its
// episodes and their time in all.
std::string other_rhythms_text(const Holter& holter) {
  std::string text;
  for (const RhythmKind kind :
       {RhythmKind::VentricularFibrillation, RhythmKind::VentricularFlutter, RhythmKind::Asystole,
        RhythmKind::AtrialFlutter, RhythmKind::IdioventricularRhythm, RhythmKind::VentricularBigeminy,
        RhythmKind::VentricularTrigeminy, RhythmKind::AtrialBigeminy, RhythmKind::Tachycardia,
        RhythmKind::Bradycardia, RhythmKind::Paced, RhythmKind::SinusRhythm}) {
    std::int64_t count = 0, frames = 0;
    for (const Episode& one : holter.episodes)
      if (one.kind == kind) {
        ++count;
        frames += one.end - one.first;
      }
    if (count > 0)
      text += fmt::format("{}{} {} in {}", text.empty() ? "" : ", ", name_of(kind).text,
                          clock_text(static_cast<double>(frames) / holter.input.info.rate),
                          counted(count, "episode"));
  }
  return text;
}

// "31 runs (28 VT, 2 sustained; 4 more of doubtful V)"
std::string v_runs_text(const HolterFigures& t) {
  std::string more;
  if (t.vt > 0) more = grouped(t.vt) + " VT";
  if (t.sustained_vt > 0) more += fmt::format(", {} sustained", grouped(t.sustained_vt));
  if (t.v_runs_doubtful > 0)
    more += fmt::format("{}{} more of doubtful V", more.empty() ? "" : "; ", grouped(t.v_runs_doubtful));
  return counted(t.v_runs, "run") + (more.empty() ? "" : " (" + more + ")");
}

// The CSV's columns, in order.
// One list for the head and the lines, so that names and values cannot come apart.
std::vector<std::pair<std::string, std::string>> columns(const Holter& holter) {
  const HolterFigures& t = holter.total;
  const auto text = [](double value) { return std::isfinite(value) ? fmt::format("{:.6g}", value) : ""; };
  // Thousandths, as in the JSON: six digits of a fortnight's seconds would be tens of them.
  const auto seconds_text = [](double value) {
    return std::isfinite(value) ? fmt::format("{:.10g}", std::round(value * 1000) / 1000) : "";
  };
  std::vector<std::pair<std::string, std::string>> all = {{"seconds", seconds_text(t.seconds)},
                                                          {"analyzable_s", seconds_text(t.analyzable)},
                                                          {"beats", std::to_string(t.beats)}};
  for (std::size_t i = 0; i < t.by_class.size(); ++i)
    all.emplace_back(std::string(beat_class_names[i]), std::to_string(t.by_class[i]));
  const auto length_of = [&](std::int64_t index) {
    return index < 0 ? std::string()
                     : seconds_text(seconds_of(holter, holter.episodes[static_cast<std::size_t>(index)]));
  };
  const auto beats_of = [&](std::int64_t index) {
    return index < 0 ? std::string() : std::to_string(holter.episodes[static_cast<std::size_t>(index)].beats);
  };
  const std::vector<std::pair<std::string, std::string>> more = {
      {"mean_rate", text(t.mean_rate)},
      {"min_rate", text(t.min_rate.rate)},
      {"max_rate", text(t.max_rate.rate)},
      {"v_couplets", std::to_string(t.v_couplets)},
      {"v_runs", std::to_string(t.v_runs)},
      {"longest_v_run_beats", beats_of(holter.longest_v_run)},
      {"s_couplets", std::to_string(t.s_couplets)},
      {"s_runs", std::to_string(t.s_runs)},
      {"longest_s_run_beats", beats_of(holter.longest_s_run)},
      {"pauses_2_0", std::to_string(holter.pauses_from[0])},
      {"pauses_2_5", std::to_string(holter.pauses_from[1])},
      {"pauses_3_0", std::to_string(holter.pauses_from[2])},
      {"longest_pause_s", length_of(holter.longest_pause)},
      {"af_episodes", std::to_string(holter.af_episodes)},
      {"af_s", seconds_text(t.af_seconds)},
      {"longest_af_s", length_of(holter.longest_af)},
      {"vf_s", seconds_text(t.vf_seconds)},
      {"bigeminy_s", seconds_text(t.bigeminy_seconds)},
      {"trigeminy_s", seconds_text(t.trigeminy_seconds)}};
  all.insert(all.end(), more.begin(), more.end());
  for (const VariabilityFigure& figure : figures_of(holter.variability))
    all.emplace_back(std::string(figure.key), text(figure.value));
  // Of N .. Q, which count all labels, those in noise; at the end, so that no column of older tables moves.
  for (std::size_t i = 0; i < t.in_noise.size(); ++i)
    all.emplace_back(fmt::format("{}_in_unanalyzable", beat_class_names[i]), std::to_string(t.in_noise[i]));
  all.emplace_back("vt", std::to_string(t.vt));
  all.emplace_back("sustained_vt", std::to_string(t.sustained_vt));
  all.emplace_back("v_runs_doubtful", std::to_string(t.v_runs_doubtful));
  return all;
}

}  // namespace

nlohmann::ordered_json holter_json(const Holter& holter) {
  const RecordingInfo& info = holter.input.info;
  ordered_json hours = ordered_json::array();
  for (std::size_t h = 0; h < holter.hours.size(); ++h) {
    const std::int64_t first = first_of_hour(holter, h);
    ordered_json hour = {{"first_sample", first}, {"time", time_text(holter, first)}};
    hour.update(figures_json(holter, holter.hours[h]));
    hours.push_back(std::move(hour));
  }
  const NormalIntervals& nn = holter.variability.intervals;
  ordered_json definitions;
  for (const FigureDefinition& one : figure_definitions()) definitions[std::string(one.key)] = one.text;
  ordered_json variability = {{"nn_intervals", nn.nn.size()},
                              {"differences", holter.variability.time.differences},
                              {"segments", holter.variability.time.segments},
                              {"left_out",
                               {{"not_normal", nn.not_normal},
                                {"in_excluded_spans", nn.in_spans},
                                {"out_of_range", nn.out_of_range},
                                {"excluded_s", json_number(nn.excluded_seconds)}}}};
  // Each figure goes out with its definition: libraries differ in n or n - 1 and in pNN50's
  // denominator, and a number alone says neither.
  for (const VariabilityFigure& figure : figures_of(holter.variability))
    variability[std::string(figure.key)] = {
        {"value", json_number(figure.value, 1e9)}, {"unit", figure.unit}, {"definition", figure.definition}};
  return {{"record", info.name},
          {"start", info.start},
          {"rate", info.rate},
          {"labelled_by", holter.input.labelled_by},
          {"signal", holter.input.has_signal},
          {"warnings", info.warnings},
          {"definitions", definitions},
          {"total", figures_json(holter, holter.total)},
          {"urgent", urgent_findings(holter)},
          {"pauses",
           {{"from_2_0_s", holter.pauses_from[0]},
            {"from_2_5_s", holter.pauses_from[1]},
            {"from_3_0_s", holter.pauses_from[2]},
            {"doubtful", holter.doubtful_pauses},
            {"longest", episode_at(holter, holter.longest_pause)}}},
          {"longest_v_run", episode_at(holter, holter.longest_v_run)},
          {"fastest_v_run", episode_at(holter, holter.fastest_v_run)},
          {"longest_s_run", episode_at(holter, holter.longest_s_run)},
          {"af",
           {{"episodes", holter.af_episodes},
            {"below_30_s", holter.short_af_episodes},
            {"burden_percent", json_number(fibrillation_burden(holter.total))},
            {"longest", episode_at(holter, holter.longest_af)}}},
          {"hours", hours},
          {"variability", variability},
          {"episodes", episodes_json(holter.episodes, info.rate)}};
}

// The columns of a report of nothing: what the header names is what every line has.
std::string holter_csv_header() {
  Holter nothing;
  std::string line = "record";
  for (const auto& [name, value] : columns(nothing)) line += "," + name;
  return line + "\n";
}

std::string holter_csv(const Holter& holter, const std::string& name) {
  std::string line = csv_cell(name);
  for (const auto& [column, value] : columns(holter)) line += "," + value;
  return line + "\n";
}

std::string holter_text(const Holter& holter, const std::string& name) {
  const HolterFigures& t = holter.total;
  std::string text =
      fmt::format("{}   {}   analyzable {:.1f} %   {} beats   N {}   S {}   V {}{}\n", name,
                  clock_text(t.seconds), per_cent(t.analyzable, t.seconds), grouped(analyzable_beats(t)),
                  grouped(analyzable_beats(t, BeatClass::N)), grouped(analyzable_beats(t, BeatClass::S)),
                  grouped(analyzable_beats(t, BeatClass::V)), rare_classes_text(holter));
  if (t.max_rate.sample >= 0)
    text += fmt::format("  rate      {:.0f} ({:.0f} at {}, {:.0f} at {}) per minute\n", t.mean_rate,
                        t.min_rate.rate, time_text(holter, t.min_rate.sample), t.max_rate.rate,
                        time_text(holter, t.max_rate.sample));
  text += fmt::format("  V         {}, {}   S  {}, {}   pauses {}\n", counted(t.v_couplets, "couplet"),
                      v_runs_text(t), counted(t.s_couplets, "couplet"), counted(t.s_runs, "run"),
                      grouped(t.pauses));
  if (const std::string others = other_rhythms_text(holter); !others.empty())
    text += fmt::format("  rhythm    {}\n", others);
  const std::string shorter =
      holter.short_af_episodes > 0 ? fmt::format(" ({} below 30 s)", grouped(holter.short_af_episodes)) : "";
  const double share = fibrillation_burden(t);
  text += std::isfinite(share)
              ? fmt::format("  AF        {}{}, {} ({:.1f} %)", counted(holter.af_episodes, "episode"),
                            shorter, clock_text(t.af_seconds), share)
              : "  AF        not known of less than 30 s";
  // Classify's are of all intervals between N: it does not look for fibrillation.
  const TimeDomain& time = holter.variability.time;
  if (std::isfinite(time.sdnn)) {
    text += fmt::format("   SDNN {:.0f} ms", time.sdnn);
    if (std::isfinite(time.rmssd)) text += fmt::format(", RMSSD {:.0f} ms", time.rmssd);
    if (t.af_seconds > 0) text += " (AF left out)";
  }
  for (const std::string& finding : urgent_findings(holter)) text += "\n  !         " + finding;
  return text;
}

}  // namespace rwave
