#include "cli/classify_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/warning.h"
#include "classify/live_rhythm.h"
#include "cli/table_stream.h"
#include "rhythm/rhythm_output.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

// Beats as lines of data, episodes as comments between them (CSV) or objects of their own (JSON).
class Labels {
 public:
  Labels(std::FILE* out, double rate, bool json) : out_(out), rate_(rate), json_(json) {
    // The heading at once, with the first sample and before the first beat: a program at the other
    // end of the pipe can begin.
    if (!json) fmt::print(out_, "sample,seconds,label,probability\n");
  }

  std::int64_t beats() const { return beats_; }

  void print(LiveRhythm& live) {
    beats_ += static_cast<std::int64_t>(live.beats.size());
    for (const LabelledBeat& beat : live.beats) {
      const double seconds = static_cast<double>(beat.sample) / rate_;
      fmt::print(out_, fmt::runtime(json_ ? json_line : csv_line), beat.sample, seconds, beat.label,
                 beat.probability);
    }
    for (const EpisodeEvent& event : live.events) print(event);
    live.beats.clear();
    live.events.clear();
    // A reader of the pipe wants each label now; and a reader who has gone away ends the stream.
    if (std::fflush(out_) != 0) throw Error("standard output", "cannot be written (disk full?)");
  }

 private:
  static constexpr const char* csv_line = "{},{:.4f},{},{:.4f}\n";
  static constexpr const char* json_line =
      "{{\"sample\": {}, \"seconds\": {:.4f}, \"label\": \"{}\", \"probability\": {:.4f}}}\n";

  void print(const EpisodeEvent& event) {
    const std::string_view what = event.ended ? "end" : "begin";
    if (json_) {
      nlohmann::ordered_json object = {{"episode", what}};
      object.update(episode_json(event.episode, rate_));
      fmt::print(out_, "{}\n", object.dump());
    } else {
      fmt::print(out_, "# {} {}", what, episodes_csv("-", std::span(&event.episode, 1), rate_).substr(2));
    }
  }

  std::FILE* out_;
  double rate_;
  bool json_;
  std::int64_t beats_ = 0;
};

// How long the stream was, and how far each lead moved: what is said of a stream in which no beat was found.
struct Extent {
  std::int64_t frames = 0;
  std::vector<float> low, high;

  void add(std::span<const float> frame) {
    low.resize(frame.size(), std::numeric_limits<float>::infinity());
    high.resize(frame.size(), -std::numeric_limits<float>::infinity());
    ++frames;
    for (std::size_t lead = 0; lead < frame.size(); ++lead) {
      if (std::isnan(frame[lead])) continue;
      low[lead] = std::min(low[lead], frame[lead]);
      high[lead] = std::max(high[lead], frame[lead]);
    }
  }

  // mV of the lead that moved most; below 0 where nothing was recorded.
  float most() const {
    float range = -1;
    for (std::size_t lead = 0; lead < low.size(); ++lead) range = std::max(range, high[lead] - low[lead]);
    return range;
  }
};

// s: a shorter stream may hold no beat that was known in time.
constexpr double worth_a_word = 6;
// mV: below it no wave can be seen in a line, whatever the gain.
constexpr float flat_line = 0.02F;

// A stream without beats looks like one that was never looked at.
void say_where_none(std::int64_t beats, const Extent& extent, double rate) {
  const double seconds = static_cast<double>(extent.frames) / rate;
  if (beats > 0 || seconds < worth_a_word) return;
  const char* why = "nothing in it looks like a heart beat (are the columns mV, and the rate right?)";
  if (extent.most() < 0)
    why = "no sample was recorded";
  else if (extent.most() < flat_line)
    why = "the line is flat: no electrode, or asystole";
  print_warnings("standard input", std::vector{fmt::format("no beat in {:.1f} s: {}", seconds, why)});
}

}  // namespace

void classify_stream(std::istream& in, std::FILE* out, const Model& model, const StreamOptions& options) {
  // Made with the first frame, as only then rate and number of leads are known.
  std::optional<LiveRhythm> live;
  std::optional<Labels> labels;
  Extent extent;
  double stream_rate = 1;  // Hz
  read_table_stream(in, options.open, [&](double rate, std::span<const float> frame) {
    if (!live) {
      live.emplace(model, rate, static_cast<int>(frame.size()), options.labels);
      live->leave_out_fibrillation = true;
      labels.emplace(out, rate, options.json);
    }
    stream_rate = rate;
    extent.add(frame);
    live->push(frame);
    labels->print(*live);
  });
  // The last beats wait for what follows them; at the end of the stream they are labelled without
  // it.
  live->finish();
  labels->print(*live);
  say_where_none(labels->beats(), extent, stream_rate);
}

}  // namespace rwave::cli
