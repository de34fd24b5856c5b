#include "cli/classify_output.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/output_file.h"
#include "base/text.h"
#include "beat/aami.h"
#include "classify/classification_json.h"
#include "cli/classify_explain.h"
#include "ec57/figures.h"
#include "rhythm/beat_intervals.h"
#include "signal/leads.h"

namespace rwave::cli {
namespace {

using nlohmann::ordered_json;

std::vector<std::string> lead_names(const Classified& recording) {
  std::vector<std::string> names;
  for (const int lead : recording.classification.label_leads)
    names.push_back(lead_name(recording.info, lead));
  return names;
}

// "MLII+V1"
std::string leads_text(const Classified& recording) {
  return fmt::format("{}", fmt::join(lead_names(recording), "+"));
}

// Beats of a class outside unanalyzable spans: in those noise passes for beats, as in the report.
std::int64_t seen(const Summary& summary, std::size_t of) {
  return summary.by_class[of] - summary.in_unanalyzable[of];
}

std::int64_t in_noise(const Summary& summary) {
  return std::accumulate(summary.in_unanalyzable.begin(), summary.in_unanalyzable.end(), std::int64_t{0});
}

std::string counts_text(const Summary& summary) {
  std::string text;
  for (std::size_t i = 0; i < summary.by_class.size(); ++i)
    if (const std::int64_t count = seen(summary, i); count > 0)
      text += fmt::format("{}{} {}", text.empty() ? "" : "   ", beat_class_names[i], grouped(count));
  return text;
}

// "1 Q beat", "3 of 12 Q beats".
std::string q_beats_text(std::int64_t count, const Summary& summary) {
  const std::int64_t all = seen(summary, static_cast<std::size_t>(BeatClass::Q));
  return count == all ? counted(all, "Q beat")
                      : fmt::format("{} of {}", grouped(count), counted(all, "Q beat"));
}

// Q beats outside unanalyzable spans that no lead shows whole: their probability is 0. That of runs which the
// pulse denies is 0 too, but these lie in such spans.
std::int64_t not_shown(const Classified& recording) {
  const Classification& found = recording.classification;
  const std::vector<bool> noise =
      beats_in_noise(found.beats, known_spans(found.unanalyzable, found.fibrillation));
  std::int64_t count = 0;
  for (std::size_t i = 0; i < found.beats.size(); ++i)
    count += found.beats[i].label == 'Q' && found.beats[i].probability == 0 && !noise[i] ? 1 : 0;
  return count;
}

// A short recording has a mean rate and no least and greatest one, as these are rates over eight
// intervals.
std::string rate_text(const Summary& summary) {
  if (std::isnan(summary.mean_rate)) return "no rate";
  if (std::isnan(summary.min_rate)) return fmt::format("rate {:.0f} /min", summary.mean_rate);
  return fmt::format("rate {:.0f} ({:.0f}-{:.0f}) /min", summary.mean_rate, summary.min_rate,
                     summary.max_rate);
}

// The sentence of the V beats; empty where there is none.
std::string ventricular_text(const Classified& recording) {
  const Summary& s = recording.summary;
  const std::int64_t v = seen(s, static_cast<std::size_t>(BeatClass::V));
  if (v == 0) return "";
  std::string text = fmt::format("{} ({:.1f} %)", grouped(v),
                                 100.0 * static_cast<double>(v) / static_cast<double>(s.beats - in_noise(s)));
  // What did not occur is left out: a line of zeros hides the one figure that matters.
  if (s.v_couplets > 0) text += ", " + counted(s.v_couplets, "couplet");
  if (s.v_runs > 0)
    text += fmt::format(", {}, longest {} beats at {}", counted(s.v_runs, "run"), s.longest_run,
                        clock_text(static_cast<double>(s.longest_run_at) / recording.info.rate));
  if (s.v_runs_doubtful > 0) text += fmt::format(", {} of doubtful V", counted(s.v_runs_doubtful, "run"));
  if (s.bigeminy > 0) text += fmt::format(", bigeminy {}", clock_text(s.bigeminy));
  if (s.trigeminy > 0) text += fmt::format(", trigeminy {}", clock_text(s.trigeminy));
  return text;
}

std::string against_text(const ec57::Comparison& comparison) {
  const auto pair = [](const char* name, const ec57::Ratio& se, const ec57::Ratio& predictivity) {
    return fmt::format("{} Se{} +P{}", name, ec57::percent_field(se), ec57::percent_field(predictivity));
  };
  return pair("QRS", qrs_sensitivity(comparison), qrs_predictivity(comparison)) + "   " +
         pair("V", v_sensitivity(comparison), v_predictivity(comparison)) + "   " +
         pair("S", s_sensitivity(comparison), s_predictivity(comparison));
}

}  // namespace

std::string beats_csv(const Classified& recording) {
  std::string text;
  for (const LabelledBeat& beat : recording.classification.beats) {
    fmt::format_to(std::back_inserter(text), "{},{},{:.4f},{},{:.4f}\n", recording.name, beat.sample,
                   static_cast<double>(beat.sample) / recording.info.rate, beat.label, beat.probability);
  }
  return text;
}

std::string beats_json(const Classified& recording, const Model& model) {
  ordered_json out = classification_json(recording.name, recording.info, recording.classification,
                                         recording.summary, model.name());
  // The keys of 0.1.
  out["unreadable"] = out["unanalyzable"];
  out["summary"]["readable"] = out["summary"]["analyzable"];
  out["summary"]["longest_unreadable_s"] = out["summary"]["longest_unanalyzable_s"];
  if (!recording.explained.empty()) out["explained"] = explained_json(recording.explained);
  return out.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

void write_beats(const OutputOptions& options, const Classified& done, const Model& model, Outcome& outcome) {
  std::string text = options.json ? beats_json(done, model) : options.csv ? beats_csv(done) : "";
  if (options.to_stdout()) {
    outcome.text = std::move(text);
    return;
  }
  const std::string file = options.file_of(done.name);
  refuse_overwriting(done.info, file);
  if (options.json || options.csv)
    write_file(file, (options.csv ? beats_csv_header : "") + text);
  else
    write_annotations(file, annotations_of(done.classification, done.info.frames));
  outcome.line += fmt::format("  written   {}", file);
}

std::string summary_line(const Classified& recording) {
  const Summary& s = recording.summary;
  return fmt::format("{:<12} {:<8} {:>9} beats   {:<36} {}   {:.1f} % analyzable", recording.name,
                     leads_text(recording), grouped(s.beats - in_noise(s)), counts_text(s), rate_text(s),
                     100 * s.analyzable);
}

std::string summary_text(const Classified& recording, const Model& model) {
  const Summary& s = recording.summary;
  const std::size_t leads = recording.info.signals.size();
  std::string text = fmt::format(
      "{}   {}{}, {:g} Hz, {}     model {} ({})\n", recording.name, leads_text(recording),
      leads > recording.classification.label_leads.size() ? fmt::format(" of {} leads", leads) : "",
      recording.info.rate, clock_text(s.seconds), model.name(), model.file());
  if (const std::string& others = recording.classification.passed_over; !others.empty())
    text += fmt::format("  no ECG    {}\n", others);
  const std::int64_t noise = in_noise(s);
  text += fmt::format("  beats     {}   {}   {}{}\n", grouped(s.beats - noise), counts_text(s), rate_text(s),
                      noise > 0 ? fmt::format("   ({} more in unanalyzable spans)", grouped(noise)) : "");
  const std::string ventricular = ventricular_text(recording);
  if (!ventricular.empty()) text += fmt::format("  V         {}\n", ventricular);
  if (s.paced > 0) text += fmt::format("  paced     {}\n", q_beats_text(s.paced, s));
  if (const std::int64_t unseen = not_shown(recording); unseen > 0)
    text += fmt::format("  not shown {}: no lead shows {} whole, at an end or a gap\n",
                        q_beats_text(unseen, s), unseen == 1 ? "it" : "them");
  if (s.s_runs > 0)
    text += fmt::format("  S         {} of three or more at 100 /min or more, in any rhythm\n",
                        counted(s.s_runs, "run"));
  if (s.fibrillation > 0)
    text +=
        fmt::format("  VF        {} of ventricular fibrillation or flutter\n", clock_text(s.fibrillation));
  if (s.pauses > 0)
    text += fmt::format("  pauses    {} of 2 s or more, longest {:.1f} s\n", s.pauses, s.longest_pause);
  if (!std::isnan(s.sdnn) && !std::isnan(s.rmssd))
    text +=
        fmt::format("  RR        mean {:.0f} ms   N to N of any rhythm: SDNN {:.0f} ms, RMSSD {:.0f} ms\n",
                    1000 * s.mean_rr, s.sdnn, s.rmssd);
  text += fmt::format("  signal    {:.1f} % analyzable{}\n", 100 * s.analyzable,
                      s.longest_gap > 0 ? fmt::format(", longest gap {}", clock_text(s.longest_gap)) : "");
  if (recording.comparison)
    text +=
        fmt::format("  against   {}, EC57:  {}\n", recording.reference, against_text(*recording.comparison));
  else if (!recording.reference.empty())
    text += fmt::format("  against   {} states no beats in the time that EC57 scores: nothing is compared\n",
                        recording.reference);
  return text;
}

}  // namespace rwave::cli
