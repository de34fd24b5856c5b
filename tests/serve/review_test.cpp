// A recording reviewed over HTTP: edits, undo, what is given out with them.
#include <algorithm>
#include <chrono>
#include <future>
#include <thread>

#include "serve_support.h"

#include "base/output_file.h"
#include "holter/holter.h"
#include "record/annotation_format.h"
#include "serve/journal.h"
#include "served_review.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;

TEST_F(ServedReview, TheRecordingIsWhatItsFileSays) {
  const Json recording = served_->json("/api/recordings/a");
  EXPECT_EQ(recording["state"], "ready");
  EXPECT_EQ(recording["rate"], 250);
  EXPECT_EQ(recording["frames"], 10000);
  EXPECT_EQ(recording["leads"].size(), 2U);
  EXPECT_EQ(recording["annotators"], Json({"atr"}));
  EXPECT_EQ(recording["journal"]["writable"], true);
  const Json groups = get("groups");
  std::int64_t grouped = 0;
  for (const Json& group : groups["groups"]) grouped += group["count"].get<std::int64_t>();
  EXPECT_LE(grouped, recording["beats"].get<std::int64_t>());
  EXPECT_GT(grouped, 30);
  EXPECT_EQ(groups["groups"][0]["template"].size(), groups["leads"].size());
}

TEST_F(ServedReview, EachKindOfEditIsMadeAndUndone) {
  const std::string before = labels();
  const Json beats = get("beats");
  const std::vector<Json> edits = {
      {{"kind", "relabel"}, {"target", {{"beats", {1, 3}}}}, {"label", "F"}},
      {{"kind", "relabel"}, {"target", {{"group", 0}}}, {"label", "V"}},
      {{"kind", "delete"}, {"target", {{"first", 2000}, {"end", 4000}}}},
      {{"kind", "reject"}, {"target", {{"beats", {5}}}}},
      {{"kind", "review"}, {"target", {{"first", 0}, {"end", 10000}}}},
      {{"kind", "move"}, {"beat", 2}, {"sample", beats["sample"][2].get<int>() + 7}},
      {{"kind", "insert"}, {"sample", 5}, {"label", "S"}},
      {{"kind", "unanalyzable"}, {"first", 500}, {"end", 1500}},
      {{"kind", "rhythm"}, {"first", 3000}, {"end", 6000}, {"rhythm", "af"}},
  };
  for (const Json& edit : edits) served_->edit("a", edit);
  EXPECT_NE(labels(), before);
  const Json rhythm = get("rhythm");
  bool stated = false;
  for (const Json& episode : rhythm["episodes"])
    stated = stated || (episode["kind"] == "af" && episode["by"] == "person" && episode["first"] == 3000);
  EXPECT_TRUE(stated) << rhythm["episodes"];
  EXPECT_GT(get("report")["holter"]["total"]["af_s"].get<double>(), 0) << get("report")["holter"]["total"];
  EXPECT_EQ(get("queue")["reviewed"], get("queue")["beats"]);
  for (std::size_t i = edits.size(); i-- > 0;) {
    EXPECT_EQ(get("edits")["undo"], i + 1);
    served_->edit("a", {{"kind", "undo"}});
  }
  EXPECT_EQ(labels(), before);
  EXPECT_EQ(get("edits")["undo"], nullptr);
  for (std::size_t i = 0; i < edits.size(); ++i) served_->edit("a", {{"kind", "redo"}});
  EXPECT_EQ(get("edits")["redo"], nullptr);
  EXPECT_NE(labels(), before);
}

// A recording that was cut after it had been edited: its beats keep their numbers, and those behind the end
// are nobody's any more.
TEST_F(ServedReview, BeatsBehindTheEndOfAShorterRecordingAreLeftOut) {
  served_->edit("a", {{"kind", "relabel"}, {"target", {{"beats", {1}}}}, {"label", "V"}});
  served_->edit("a", {{"kind", "unanalyzable"}, {"first", 4000}, {"end", 4500}});
  const std::size_t before = labels().size();
  served_.reset();
  write_recording(folder_.path(), "a", 20);
  start();
  const Json recording = served_->json("/api/recordings/a"), beats = get("beats");
  EXPECT_EQ(recording["frames"], 5000);
  EXPECT_THAT(recording["warnings"].dump(), HasSubstr("the recording has become shorter"));
  EXPECT_LT(labels().size(), before);
  EXPECT_EQ(recording["beats"], beats["sample"].size());
  EXPECT_EQ(get("queue")["beats"], beats["sample"].size());
  for (const Json& sample : beats["sample"]) EXPECT_LT(sample, 5000);
  EXPECT_EQ(labels()[1], 'V');
  EXPECT_EQ(get("report")["holter"]["total"]["seconds"], 20);
  for (const char* format : {"wfdb", "rhythm", "csv", "json", "html"})
    EXPECT_EQ(served_->get(std::string("/api/recordings/a/export?format=") + format)->status, 200) << format;
}

// What is given out together is of one revision, whatever is edited meanwhile.
TEST_F(ServedReview, EpisodesAndReportAreOfTheLabelsAskedWith) {
  const auto review = served_->server().review("a");
  const serve::ReviewSnapshot before = review->snapshot();
  served_->edit("a", {{"kind", "rhythm"}, {"first", 3000}, {"end", 6000}, {"rhythm", "af"}});
  const auto has_af = [](const std::vector<Episode>& episodes) {
    return std::ranges::any_of(
        episodes, [](const Episode& episode) { return episode.kind == RhythmKind::AtrialFibrillation; });
  };
  EXPECT_FALSE(has_af(*review->episodes(*before.labels)));
  EXPECT_TRUE(has_af(*review->episodes(*review->labels())));
  EXPECT_FALSE(has_af(review->holter(*before.labels)->episodes));
  EXPECT_TRUE(has_af(review->holter(*review->labels())->episodes));
  EXPECT_EQ(before.log.revision(), 0);
  EXPECT_EQ(review->snapshot().log.revision(), review->snapshot().labels->revision);
}

// A report takes seconds of a day. Who listens for edits looks for changes between two events, and must not
// wait for it.
TEST_F(ServedReview, AReportUnderWayHoldsUpNoListener) {
  const auto review = served_->server().review("a");
  std::promise<void> release;
  std::thread reader([&, released = release.get_future().share()] {
    review->signal().with([&](Recording&) { released.wait(); });
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  std::thread report([&] { review->holter(*review->labels()); });  // waits for the signal
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  auto looked = std::async(std::launch::async, [&] { review->look_for_change(); });
  EXPECT_EQ(looked.wait_for(std::chrono::seconds(10)), std::future_status::ready);
  release.set_value();
  reader.join();
  report.join();
}

TEST_F(ServedReview, OneEditAmongManyIsUndone) {
  served_->edit("a", {{"kind", "relabel"}, {"target", {{"beats", {1}}}}, {"label", "V"}});
  served_->edit("a", {{"kind", "relabel"}, {"target", {{"beats", {2}}}}, {"label", "V"}});
  served_->edit("a", {{"kind", "undo"}, {"edit", 1}});
  const Json edits = get("edits");
  EXPECT_EQ(edits["edits"][0]["undone"], true);
  EXPECT_EQ(edits["edits"][1]["undone"], false);
  EXPECT_EQ(labels()[2], 'V');
  const auto again = post({{"kind", "undo"}, {"edit", 1}, {"client", "one"}, {"based_on", 3}});
  EXPECT_EQ(again->status, 422);
}

// What the queue gives as an item's span is what a person confirms: reviewed, it must not come again.
TEST_F(ServedReview, AnUrgentItemThatWasReviewedLeavesTheQueue) {
  const Json beats = get("beats");
  const std::int64_t from = beats["sample"][5], to = beats["sample"][5 + urgent_vt_beats];
  served_->edit("a", {{"kind", "rhythm"}, {"first", from}, {"end", to}, {"rhythm", "vt"}});
  served_->edit("a", {{"kind", "rhythm"}, {"first", to + 1}, {"end", to + 20}, {"rhythm", "asystole"}});
  const auto urgent = [&] {
    std::vector<Json> items;
    const Json queue = get("queue");
    for (const Json& item : queue["items"])
      if (item["reason"] == "urgent") items.push_back(item);
    EXPECT_GE(queue["total"], queue["items"].size());
    return items;
  };
  const std::vector<Json> items = urgent();
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[1]["first"], to) << "no beat lies within asystole: those around it are looked at";
  for (const Json& item : items)
    served_->edit("a", {{"kind", "review"}, {"target", {{"first", item["first"]}, {"end", item["end"]}}}});
  EXPECT_TRUE(urgent().empty());
  EXPECT_LT(get("queue?limit=1")["items"].size(), get("queue?limit=1")["total"]) << "the limit is no count";
}

// Of fewer beats than the report's it is not urgent there, nor here, and comes next.
TEST_F(ServedReview, VentricularTachycardiaIsUrgentAsInTheReportAndAShorterOneComesNext) {
  const Json beats = get("beats");
  const auto state = [&](std::size_t from, std::size_t count) {
    served_->edit("a", {{"kind", "rhythm"},
                        {"first", beats["sample"][from]},
                        {"end", beats["sample"][from + count]},
                        {"rhythm", "vt"}});
  };
  state(3, urgent_vt_beats - 1);
  state(15, urgent_vt_beats);
  const Json items = get("queue")["items"];
  EXPECT_EQ(items[0]["reason"], "urgent");
  EXPECT_THAT(items[0]["text"].get<std::string>(), HasSubstr("6 beats"));
  EXPECT_EQ(items[1]["reason"], "short_vt");
  EXPECT_THAT(get("report")["urgent"].dump(), HasSubstr("6 beats and more: 1,"));
}

// A lead that came off, or a heart that stands still: the report said it first, the queue not at all.
TEST_F(ServedReview, WhereNoHeartShowsIsUrgentAsInTheReport) {
  constexpr std::int64_t rate = 250, first = 20 * rate, end = 30 * rate, frames = 40 * rate;
  const auto first_item = [&] {
    const Json items = get("queue")["items"];
    return items.empty() || items[0]["reason"] != "urgent" ? Json() : items[0];
  };
  served_->edit("a", {{"kind", "delete"}, {"target", {{"first", first}, {"end", end}}}});
  served_->edit("a", {{"kind", "unanalyzable"}, {"first", first}, {"end", end}});
  const Json silent = first_item();
  ASSERT_TRUE(silent.is_object());
  EXPECT_THAT(silent["text"].get<std::string>(), HasSubstr("no signal of a heart: 10.0 s"));
  EXPECT_LT(silent["first"], first) << "no beat lies within: those around it are looked at";
  EXPECT_THAT(get("report")["urgent"].dump(), HasSubstr("No signal of a heart for 5 s and more: 1,"));
  served_->edit("a", {{"kind", "review"}, {"target", {{"first", silent["first"]}, {"end", silent["end"]}}}});
  EXPECT_TRUE(first_item().is_null());
  served_->edit("a", {{"kind", "unanalyzable"}, {"first", 2 * rate}, {"end", frames}});
  EXPECT_THAT(first_item()["text"].get<std::string>(), HasSubstr("% of the time"));
  EXPECT_THAT(get("report")["urgent"].dump(), HasSubstr("not the heart's rhythm"));
}

TEST_F(ServedReview, EditsSayWhereTheyAre) {
  const std::int64_t fourth = get("beats")["sample"][4];
  served_->edit("a", {{"kind", "reject"}, {"target", {{"beats", {4}}}}});
  served_->edit("a", {{"kind", "insert"}, {"sample", fourth + 50}, {"label", "V"}});
  const Json edits = get("edits")["edits"];
  EXPECT_EQ(edits[0]["sample"], fourth);
  EXPECT_EQ(edits[1]["sample"], fourth + 50);
}

TEST_F(ServedReview, ABeatIsMarkedOnce) {
  const std::int64_t fourth = get("beats")["sample"][4];
  const auto near =
      post({{"kind", "insert"}, {"sample", fourth + 3}, {"label", "V"}, {"client", "one"}, {"based_on", 0}});
  EXPECT_EQ(near->status, 422);
  EXPECT_THAT(near->body, HasSubstr("12 ms"));
}

}  // namespace
}  // namespace rwave::testing
