#include "classify/classification_json.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "beat/aami.h"
#include "signal/leads.h"

namespace rwave {

using nlohmann::ordered_json;

namespace {

// Undefined figures stay in the object: a key that comes and goes would be harder to read than null.
ordered_json number_or_null(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}

}  // namespace

ordered_json summary_json(const Summary& s) {
  ordered_json by_class, in_unanalyzable;
  for (std::size_t i = 0; i < s.by_class.size(); ++i) {
    by_class[std::string(beat_class_names[i])] = s.by_class[i];
    in_unanalyzable[std::string(beat_class_names[i])] = s.in_unanalyzable[i];
  }
  return {
      {"seconds", s.seconds},
      {"beats", s.beats},
      {"by_class", by_class},
      {"in_unanalyzable", in_unanalyzable},
      {"paced", s.paced},
      {"rate_per_min",
       {{"mean", number_or_null(s.mean_rate)},
        {"min", number_or_null(s.min_rate)},
        {"max", number_or_null(s.max_rate)},
        // The names of 0.1, for one MINOR (docs/compatibility.md).
        {"least", number_or_null(s.min_rate)},
        {"greatest", number_or_null(s.max_rate)}}},
      {"rr_mean_s", number_or_null(s.mean_rr)},
      {"sdnn_ms", number_or_null(s.sdnn)},
      {"rmssd_ms", number_or_null(s.rmssd)},
      {"v_couplets", s.v_couplets},
      {"v_runs", s.v_runs},
      {"v_runs_doubtful", s.v_runs_doubtful},
      {"v_longest_run", s.longest_run},
      {"v_longest_run_sample", s.longest_run_at < 0 ? ordered_json(nullptr) : ordered_json(s.longest_run_at)},
      {"s_runs", s.s_runs},
      {"bigeminy_s", s.bigeminy},
      {"trigeminy_s", s.trigeminy},
      {"pauses", s.pauses},
      {"longest_pause_s", s.pauses > 0 ? ordered_json(s.longest_pause) : ordered_json(nullptr)},
      {"analyzable", s.analyzable},
      {"longest_unanalyzable_s", s.longest_gap},
      {"ventricular_fibrillation_s", s.fibrillation}};
}

ordered_json classification_json(std::string_view record, const RecordingInfo& info,
                                 const Classification& classification, const Summary& summary,
                                 std::string_view model) {
  ordered_json leads = ordered_json::array();
  for (const int lead : classification.label_leads) leads.push_back(lead_name(info, lead));
  ordered_json out{{"record", record},
                   {"rate", info.rate},
                   {"samples", info.frames},
                   {"lead", leads.front()},
                   {"leads", leads},
                   {"model", model},
                   {"warnings", info.warnings},
                   {"summary", summary_json(summary)}};
  ordered_json beats = ordered_json::array();
  for (const LabelledBeat& beat : classification.beats)
    beats.push_back({{"sample", beat.sample},
                     {"label", std::string(1, beat.label)},
                     // Four digits: more would be noise, and a third of the file.
                     {"probability", std::round(1e4 * beat.probability) / 1e4}});
  out["beats"] = std::move(beats);
  out["unanalyzable"] = ordered_json::array();
  for (const SampleSpan& span : classification.unanalyzable)
    out["unanalyzable"].push_back({span.first, span.end});
  const auto tenths = [](double rate) { return std::round(10 * rate) / 10; };
  out["unconfirmed_runs"] = ordered_json::array();
  for (const UnconfirmedRun& run : classification.unconfirmed)
    out["unconfirmed_runs"].push_back({{"first", run.span.first},
                                       {"end", run.span.end},
                                       {"beats", run.beats},
                                       {"rate_per_min", tenths(run.rate)},
                                       {"pulse_channel", lead_name(info, run.signal)},
                                       {"pulse_per_min", tenths(run.pulse_rate)}});
  return out;
}

}  // namespace rwave
