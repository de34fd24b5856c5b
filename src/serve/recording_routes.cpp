// What lies under the address of one recording, /api/recordings/ID.

#include <fmt/format.h>

#include <algorithm>

#include "ec57/beats.h"
#include "serve/server.h"
#include "serve/views.h"

namespace rwave::serve {
namespace {

constexpr std::size_t most_edit_bytes = 4 << 20;  // of a request that edits: 200,000 ids
constexpr std::size_t most_annotator_bytes = 64 << 20;

std::pair<std::int64_t, std::int64_t> span_of(const Request& request, const Labels& labels) {
  const std::int64_t frames = labels.frames();
  const std::int64_t first = request.number("first", 0, 0, std::int64_t{1} << 53);
  const std::int64_t end = std::min(frames, request.number("end", frames, 0, std::int64_t{1} << 53));
  if (first >= end)
    refuse_unfit("the span asked for lies outside of the recording, or ends before it begins");
  return {first, end};
}

}  // namespace

Reply Server::of_recording(const Request& request, const std::shared_ptr<Review>& review) {
  const auto& parts = request.parts;
  const std::string what = parts.size() > 3 ? parts[3] : "";
  if (what == "annotators") return annotators(request, *review);
  if (what == "tiles" || what == "groups") {
    require_method(request, {"GET"});
    return signal_of(request, *review);
  }
  if (parts.size() > 4) refuse_address();
  if (what == "edits") {
    require_method(request, {"GET", "POST"});
    if (request.method == "POST") return review->edit(request.json(most_edit_bytes));
    return json_reply(edits_json(review->snapshot()));
  }
  require_method(request, {"GET"});
  if (what.empty()) {
    review->begin();
    return json_reply(recording_json(*review));
  }
  if (what == "events") {
    review->begin();
    Reply reply;
    const std::weak_ptr<Review> weak = review;
    reply.events = review->events()->subscribe(
        [&] {
          const ReviewProgress now = review->progress();
          if (now.state == ReviewState::ready)
            return event_text("ready", {{"revision", review->labels()->revision}});
          if (now.state == ReviewState::failed) return event_text("failed", {{"error", now.error}});
          return event_text("progress", {{"stage", now.stage}, {"share", now.share}});
        },
        [weak] {
          if (const auto held = weak.lock()) held->look_for_change();
        });
    return reply;
  }
  if (what == "overview") {
    const auto labels = review->labels();
    const auto [first, end] = span_of(request, *labels);
    return json_reply(overview_json(*labels, first, end, request.number("cells", 1000, 1, 5000)));
  }
  if (what == "beats") {
    const auto labels = review->labels();
    const auto [first, end] = span_of(request, *labels);
    const std::string format = request.text("format", "json");
    if (format != "json" && format != "binary") refuse_bad("format must be json or binary");
    return beats_reply(*labels, first, end, format == "binary");
  }
  if (what == "rhythm") return json_reply(rhythm_json(*review));
  if (what == "report") return json_reply(report_json(*review));
  if (what == "queue")
    return json_reply(queue_json(*review, static_cast<std::size_t>(request.number("limit", 100, 1, 1000))));
  if (what == "export") return export_reply(*review, request.text("format"));
  refuse_address();
}

Reply Server::signal_of(const Request& request, Review& review) {
  const auto& parts = request.parts;
  if (parts[3] == "groups") {
    if (parts.size() == 4) return json_reply(groups_json(*review.labels()));
    if (parts.size() != 6 || parts[5] != "members") refuse_address();
    return json_reply(members_json(review, path_number(parts[4]), request.number("limit", 100, 1, 500)));
  }
  if (parts.size() != 7) refuse_address();
  const std::int64_t lead = path_number(parts[4]), level = path_number(parts[5]),
                     tile = path_number(parts[6]);
  SignalSource& signal = review.signal();
  if (level > 15 || tile > std::int64_t{1} << 40) refuse_unknown("the lead has no such tile");
  Reply reply;
  reply.type = "application/octet-stream";
  reply.etag = fmt::format("\"{}-{}-{}-{}\"", signal.signature(), lead, level, tile);
  // Under an address that names the state of the recording, the answer never changes.
  if (request.text("v") == signal.signature())
    reply.headers.emplace_back("Cache-Control", "private, max-age=31536000, immutable");
  reply.body = signal.tile(static_cast<std::size_t>(lead), static_cast<int>(level), tile);
  return reply;
}

Reply Server::annotators(const Request& request, Review& review) {
  const auto& parts = request.parts;
  if (parts.size() == 4) {
    require_method(request, {"GET", "POST"});
    if (request.method == "POST")
      return import_annotator(review, request.text("name"), request.body(most_annotator_bytes));
    return json_reply({{"annotators", annotators_of(review)}});
  }
  require_method(request, {"GET"});
  if (parts.size() != 6 || parts[5] != "comparison") refuse_address();
  const std::string reference = request.text("reference"), test = request.text("test");
  for (const std::string& cell : {reference, test})
    if (!cell.empty() && (cell.size() != 1 || ec57::label_letters.find(cell[0]) == std::string_view::npos))
      refuse_bad("reference and test must be one of N S V F Q O X");
  return json_reply(comparison_json(review, parts[4], reference, test,
                                    static_cast<std::size_t>(request.number("limit", 1000, 1, 100000))));
}

}  // namespace rwave::serve
