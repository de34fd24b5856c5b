#include "cli/classify_explain.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "record/wfdb_time.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

using nlohmann::ordered_json;

// The frame asked for; -1: all beats. Times are read as `rwave score -f` reads them: one way to name a place.
std::int64_t frame_of(const std::string& asked, double rate) {
  if (asked == "all") return -1;
  const auto time = WfdbTime::parse(asked);
  if (!time)
    throw UsageError(
        fmt::format("--explain {}: expected a time from the recording's beginning (5:23.4, 132:00:00 or "
                    "323.4 seconds; no "
                    "days, no time of day), a sample (s116424) or all",
                    asked));
  return std::llround(time->seconds(rate) * rate);
}

std::string values_text(const std::vector<whole::ExplainedFigure>& figures) {
  std::string text;
  for (const whole::ExplainedFigure& figure : figures)
    text += fmt::format("    {:>6.2f}  {}\n", figure.value, figure.text);
  return text;
}

// "rule 8, the patient's own rhythm: S by the trees".
std::string decision_text(const whole::Explanation& one) {
  const auto& [by_trees, by_votes, decided_by] = one.decision;
  std::string text;
  for (const whole::Rule rule : decided_by.list())
    text +=
        fmt::format("{}rule {}, {}", text.empty() ? "" : "; ", static_cast<int>(rule), whole::name_of(rule));
  if (!one.seen()) return text;
  if (by_trees != by_votes)
    return text + fmt::format(": {} by the trees, {} by the votes", by_trees, by_votes);
  return by_votes == one.beat.label ? text : text + fmt::format(": {} by the trees", by_trees);
}

ordered_json decided_json(const whole::Decision& decision) {
  ordered_json list = ordered_json::array();
  for (const whole::Rule rule : decision.decided_by.list())
    list.push_back({{"rule", static_cast<int>(rule)}, {"name", whole::name_of(rule)}});
  return list;
}

// Four digits: what the features' own noise leaves.
ordered_json values_json(const std::vector<whole::ExplainedFigure>& figures) {
  ordered_json values = ordered_json::object();
  for (const whole::ExplainedFigure& figure : figures)
    values[std::string(figure.key)] = std::round(1e4 * figure.value) / 1e4;
  return values;
}

}  // namespace

// Wrong use must be said before a day's recording is labelled, when the rate is not known yet;
// whether the text is a time does not depend on it.
void check_explain(const std::string& asked) {
  frame_of(asked, 1);
}

// The explanation is made while the recording is labelled: what the trees saw of a beat is gone
// when the next part of the recording is labelled.
Explainer::Explainer(const std::string& asked, double rate)
    : all_(asked == "all"), sample_(frame_of(asked, rate)) {}

void Explainer::check_within(const std::string& recording, std::int64_t frames) const {
  if (sample_ >= frames)
    throw UsageError(recording, fmt::format("--explain: sample {} was asked for, the recording ends at {}",
                                            sample_, frames - 1));
}

whole::PartVisitor Explainer::visitor() {
  return [this](const whole::LabelledPart& part) {
    if (all_) {
      const auto more = whole::explain(part, 0, part.last - part.first);
      found_.insert(found_.end(), more.begin(), more.end());
      return;
    }
    // Parts come in order: the nearest beat so far stays unless this part has a nearer one.
    std::size_t nearest = 0;
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    for (std::size_t i = 0; i < part.labels.size(); ++i) {
      const std::int64_t away = std::abs(part.labels[i].sample / part.samples_per_frame - sample_);
      if (away < least) nearest = i;
      least = std::min(least, away);
    }
    if (part.labels.empty()) return;
    if (!found_.empty() && std::abs(found_.front().beat.sample - sample_) <= least) return;
    found_ = whole::explain(part, nearest, nearest + 1);
  };
}

std::string explained_text(const std::vector<whole::Explanation>& beats, double rate) {
  std::string text;
  for (const whole::Explanation& one : beats) {
    const double seconds = static_cast<double>(one.beat.sample) / rate;
    text += fmt::format("beat at {}{} (sample {}): {}, probability {:.2f}\n", clock_text(std::floor(seconds)),
                        fmt::format("{:.2f}", seconds - std::floor(seconds)).substr(1), one.beat.sample,
                        one.beat.label, one.beat.probability);
    text += fmt::format("  decided   by {}\n", decision_text(one));
    if (!one.seen()) {
      text += "  no lead shows it: nothing was recorded there, or an electrode is off\n";
      continue;
    }
    text += "  trees    ";
    for (std::size_t c = 0; c < one.probabilities.size(); ++c)
      text += fmt::format(" {} {:.3f}  ", beat_class_names[c], one.probabilities[c]);
    text += fmt::format("\n  group     {} of {} beats compared look like it\n",
                        grouped(static_cast<std::int64_t>(one.group_beats)),
                        grouped(static_cast<std::int64_t>(one.beats)));
    if (one.spike > 0)
      text += fmt::format(
          "  spike     its sharpest point is {:.1f} times as sharp as the rest (paced from 3.5 on, most of a "
          "group)\n",
          one.spike);
    if (one.unconfirmed)
      text += fmt::format(
          "  pulse     its run of {} V beats, {:.0f} a minute, is not confirmed: {} goes on at {:.0f} "
          "through it\n",
          one.unconfirmed->beats, one.unconfirmed->rate, one.pulse_channel, one.unconfirmed->pulse_rate);
    text += "  early, late\n" + values_text(one.timing) + "  shape\n" + values_text(one.shape) +
            "  P wave\n" + values_text(one.p_wave);
  }
  return text;
}

ordered_json explained_json(const std::vector<whole::Explanation>& beats) {
  ordered_json list = ordered_json::array();
  for (const whole::Explanation& one : beats) {
    ordered_json trees;
    for (std::size_t c = 0; c < one.probabilities.size(); ++c)
      trees[std::string(beat_class_names[c])] = std::round(1e4 * one.probabilities[c]) / 1e4;
    list.push_back(
        {{"sample", one.beat.sample},
         {"label", std::string(1, one.beat.label)},
         {"probability", std::round(1e4 * one.beat.probability) / 1e4},
         {"seen", one.seen()},
         {"decided_by", decided_json(one.decision)},
         {"by_trees", std::string(1, one.decision.by_trees)},
         {"by_votes", std::string(1, one.decision.by_votes)},
         {"trees", trees},
         {"group_beats", one.group_beats},
         {"beats_compared", one.beats},
         {"spike_ratio", std::round(1e2 * one.spike) / 1e2},
         {"unconfirmed_by", one.unconfirmed ? ordered_json(one.pulse_channel) : ordered_json(nullptr)},
         {"timing", values_json(one.timing)},
         {"shape", values_json(one.shape)},
         {"p_wave", values_json(one.p_wave)}});
  }
  return list;
}

}  // namespace rwave::cli
