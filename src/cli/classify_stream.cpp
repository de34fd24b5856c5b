#include "cli/classify_stream.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

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

  void print(LiveRhythm& live) {
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
};

}  // namespace

void classify_stream(std::istream& in, std::FILE* out, const Model& model, const StreamOptions& options) {
  // Made with the first frame, as only then rate and number of leads are known.
  std::optional<LiveRhythm> live;
  std::optional<Labels> labels;
  read_table_stream(in, options.rate, [&](double rate, std::span<const float> frame) {
    if (!live) {
      live.emplace(model, rate, static_cast<int>(frame.size()), options.labels);
      live->leave_out_fibrillation = true;
      labels.emplace(out, rate, options.json);
    }
    live->push(frame);
    labels->print(*live);
  });
  // The last beats wait for what follows them; at the end of the stream they are labelled without
  // it.
  live->finish();
  labels->print(*live);
}

}  // namespace rwave::cli
