// Rhythm, report, and files to be saved.
#include <fmt/format.h>

#include <algorithm>

#include "base/csv_table.h"
#include "holter/holter_output.h"
#include "holter/holter_page.h"
#include "record/annotation_format.h"
#include "rhythm/rhythm_output.h"
#include "serve/views.h"

namespace rwave::serve {
namespace {

using Json = nlohmann::ordered_json;

bool is_stated(const Episode& episode, const std::vector<StatedRhythm>& stated) {
  return std::ranges::any_of(stated, [&](const StatedRhythm& one) {
    return one.kind == episode.kind && one.span.first == episode.first && one.span.end == episode.end;
  });
}

// Spans of a person's own among the unanalyzable ones: those that the program did not give.
bool is_programs(const Episode& episode, const Analysis& analysis) {
  return std::ranges::any_of(analysis.spans, [&](const KnownSpan& known) {
    return known.kind == episode.kind && known.span.first == episode.first && known.span.end == episode.end;
  });
}

// The recording's own name, as files are called by it.
// The name goes into a header of HTTP and onto the disk of whoever saves the file.
std::string base_name(const Review& review) {
  std::string name;
  for (const char c : review.entry().path.stem().string())
    name += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'
                ? c
                : '_';
  return name;
}

// As an attachment: opened in the browser's window, a file would take the place of the page with
// its unsaved view.
Reply file_reply(std::string body, const std::string& type, const std::string& name) {
  Reply reply;
  reply.type = type;
  reply.body = std::move(body);
  reply.headers.emplace_back("Content-Disposition", fmt::format("attachment; filename=\"{}\"", name));
  return reply;
}

// Rejected beats stay in the table with their mark: who reads it later sees what was taken out, and
// by which column to leave it out again.
std::string beats_csv(const Labels& labels) {
  std::string text = "sample,seconds,label,probability,group,rejected,changed,inserted,reviewed\n";
  for (const std::int64_t id : labels.order()) {
    const ReviewBeat& beat = labels.beats()[static_cast<std::size_t>(id)];
    // The probability is the program's for its own label; of another one, by a person or by what he taught,
    // there is none.
    const auto place = static_cast<std::size_t>(id);
    const bool own =
        place < labels.analysis().beats.size() && labels.analysis().beats[place].label == beat.label;
    text += fmt::format("{},{:.4f},{},{},{},{:d},{:d},{:d},{:d}\n", beat.sample,
                        static_cast<double>(beat.sample) / labels.rate(), beat.label,
                        own ? fmt::format("{:.4f}", beat.probability) : std::string(), beat.group,
                        beat.has(beat_rejected), beat.has(beat_changed), beat.has(beat_inserted),
                        beat.has(beat_reviewed));
  }
  return text;
}

Json whole_json(Review& review) {
  const ReviewSnapshot now = review.snapshot();
  const Labels& labels = *now.labels;
  Json json = {{"recording", base_name(review)},
               {"rate", labels.rate()},
               {"frames", labels.frames()},
               {"labelled_by", labels.analysis().labelled_by},
               {"revision", labels.revision}};
  json["beats"] = Json::parse(beats_reply(labels, 0, labels.frames(), false).body);
  json["rhythm"] = episodes_json(*review.episodes(labels), labels.rate());
  json["edits"] = edits_json(now)["edits"];
  return json;
}

}  // namespace

Json rhythm_json(Review& review) {
  const auto labels = review.labels();
  const auto episodes = review.episodes(*labels);
  Json json = {{"revision", labels->revision}, {"episodes", Json::array()}, {"kinds", Json::array()}};
  for (const Episode& episode : *episodes) {
    const bool person = episode.kind == RhythmKind::Unanalyzable ? !is_programs(episode, labels->analysis())
                                                                 : is_stated(episode, labels->stated());
    json["episodes"].push_back(
        {{"kind", name_of(episode.kind).key},
         {"first", episode.first},
         {"end", episode.end},
         {"beats", episode.beats},
         {"mean_rate", episode.mean_rate > 0 ? Json(episode.mean_rate) : Json(nullptr)},
         {"max_rate", episode.max_rate > 0 ? Json(episode.max_rate) : Json(nullptr)},
         {"by", person ? "person" : "program"}});
  }
  for (const RhythmName& name : rhythm_names())
    json["kinds"].push_back(
        {{"kind", name.key}, {"code", name.code}, {"text", name.text}, {"rule", name.rule}});
  return json;
}

Json report_json(Review& review) {
  const auto labels = review.labels();
  const auto holter = review.holter(*labels);
  return {{"revision", labels->revision},
          {"lines", holter_text(*holter, review.entry().name)},
          {"urgent", urgent_findings(*holter)},
          {"holter", holter_json(*holter)}};
}

Reply export_reply(Review& review, const std::string& format) {
  const auto labels = review.labels();
  const std::string name = base_name(review);
  if (format == "wfdb")
    return file_reply(format_annotations(labels->annotations(), name + ".rw"), "application/octet-stream",
                      name + ".rw");
  if (format == "rhythm")
    return file_reply(
        format_annotations(rhythm_annotations(*review.episodes(*labels), labels->rate(), labels->frames()),
                           name + ".rhythm"),
        "application/octet-stream", name + ".rhythm");
  if (format == "csv") return file_reply(beats_csv(*labels), "text/csv; charset=utf-8", name + ".csv");
  if (format == "json") return file_reply(json_text(whole_json(review)), "application/json", name + ".json");
  if (format == "html") {
    const auto holter = review.holter(*labels);
    std::string page;
    review.signal().with(
        [&](Recording& recording) { page = holter_page(*holter, &recording, labels->analysis().leads); });
    return file_reply(std::move(page), "text/html; charset=utf-8", name + ".html");
  }
  refuse_bad("format must be one of wfdb, rhythm, csv, json, html");
}

}  // namespace rwave::serve
