// What edits do to labels, in any order, made and undone.
#include "serve/labels.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "serve/edit_log.h"

namespace rwave::testing {
namespace {

using serve::Analysis;
using serve::Edit;
using serve::EditKind;
using serve::EditLog;
using serve::Labels;
using ::testing::ElementsAre;

constexpr double rate = 100;
constexpr std::int64_t frames = 2000;

// Beats at 100, 200, ..., 1900; every fifth is V, in group 1.
std::shared_ptr<const Analysis> some_beats() {
  auto analysis = std::make_shared<Analysis>();
  analysis->leads = {0};
  for (int i = 1; i < 20; ++i) {
    analysis->beats.push_back({i * 100, i % 5 == 0 ? 'V' : 'N', 0.9F});
    analysis->group.push_back(i % 5 == 0 ? 1 : 0);
  }
  analysis->groups.resize(2);
  analysis->spans.push_back({RhythmKind::Unanalyzable, {1450, 1550}});
  return analysis;
}

Edit make(EditKind kind, std::vector<std::pair<std::int64_t, std::int64_t>> beats = {}, char label = 0) {
  Edit edit;
  edit.kind = kind;
  edit.client = "one";
  edit.beats = std::move(beats);
  edit.label = label;
  return edit;
}

Edit spanned(EditKind kind, std::int64_t first, std::int64_t end, const std::string& rhythm = "") {
  Edit edit = make(kind);
  edit.first = first;
  edit.end = end;
  edit.rhythm = rhythm;
  return edit;
}

std::string letters(const Labels& labels) {
  std::string text;
  for (const std::int64_t id : labels.order()) text += labels.beats()[static_cast<std::size_t>(id)].label;
  return text;
}

Labels with(const std::vector<Edit>& edits) {
  Labels labels(some_beats(), rate, frames);
  for (const Edit& edit : edits) labels.apply(edit);
  labels.settle();
  return labels;
}

TEST(Labels, RelabelMarksBeatsReviewedAndChanged) {
  const Labels labels =
      with({make(EditKind::Relabel, {{4, 4}, {9, 9}}, 'N'), make(EditKind::Review, {{0, 2}})});
  EXPECT_EQ(letters(labels), "NNNNNNNNNNNNNNVNNNN");
  EXPECT_EQ(labels.beats()[4].flags & 10, 10);
  EXPECT_EQ(labels.beats()[1].flags & 10, 8);
  EXPECT_EQ(labels.beats()[5].flags & 10, 0);
}

TEST(Labels, ADeletedBeatJoinsItsNeighboursAndARejectedOneParts) {
  const Labels labels = with({make(EditKind::Delete, {{3, 3}}), make(EditKind::Reject, {{7, 7}})});
  EXPECT_EQ(labels.order().size(), 18U);
  EXPECT_EQ(labels.beats()[4].flags & 16, 0);  // 300 .. 500 is one interval
  EXPECT_EQ(labels.beats()[7].flags & 17, 17);
  EXPECT_EQ(labels.beats()[8].flags & 16, 16);
  EXPECT_EQ(labels.rhythm_beats().size(), 17U);
  // The rejected beat cuts, and so does the program's unanalyzable span.
  const auto spans = labels.rhythm_spans();
  ASSERT_EQ(spans.size(), 2U);
  EXPECT_EQ(spans[0].span.first, 800);
  EXPECT_EQ(spans[0].span.end, 801);
  EXPECT_EQ(labels.beats()[14].flags & 16, 16);
  const Labels back = with({make(EditKind::Reject, {{7, 7}}), make(EditKind::Restore, {{7, 7}})});
  EXPECT_EQ(back.beats()[8].flags & 16, 0);
}

TEST(Labels, AnnotationsSayWhatWasRejectedAndWhatCannotBeAnalyzed) {
  const Labels labels = with({make(EditKind::Reject, {{7, 7}}), spanned(EditKind::Unanalyzable, 300, 350)});
  std::string text;
  for (const Annotation& annotation : labels.annotations()) text += symbol_of(annotation.code);
  EXPECT_EQ(text, "NN~N~NVNN|NVNNNN~V~NNNN") << text;
}

TEST(Labels, MovedAndInsertedBeatsStandInOrderOfTime) {
  Edit move = make(EditKind::Move);
  move.beat = 0;
  move.sample = 250;
  Edit insert = make(EditKind::Insert, {}, 'S');
  insert.beat = 19;
  insert.sample = 50;
  insert.revision = 1;
  const Labels labels = with({move, insert});
  EXPECT_THAT(labels.order(), ::testing::Contains(19));
  EXPECT_EQ(labels.order()[0], 19);
  EXPECT_EQ(labels.order()[1], 1);
  EXPECT_EQ(labels.order()[2], 0);
  EXPECT_EQ(labels.within(240, 260).size(), 1U);
  EXPECT_EQ(labels.within(260, 240).size(), 0U);
}

TEST(Labels, SpansJoinAndAreCut) {
  std::vector<SampleSpan> spans;
  serve::add_span(spans, {100, 200});
  serve::add_span(spans, {300, 400});
  serve::add_span(spans, {200, 300});
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_EQ(spans[0].end, 400);
  serve::cut_span(spans, {150, 160});
  ASSERT_EQ(spans.size(), 2U);
  EXPECT_EQ(spans[0].end, 150);
  EXPECT_EQ(spans[1].first, 160);
  serve::cut_span(spans, {0, 1000});
  EXPECT_TRUE(spans.empty());
}

TEST(Labels, ARhythmStatedLaterTakesThePlaceOfOneStatedBefore) {
  const Labels labels =
      with({spanned(EditKind::Rhythm, 0, 1000, "vf"), spanned(EditKind::Rhythm, 400, 600, "none")});
  ASSERT_EQ(labels.stated().size(), 3U);
  EXPECT_FALSE(labels.stated()[1].kind.has_value());
  EXPECT_EQ(labels.stated()[1].span.first, 400);
}

// One tachycardia that is none must not take the trigeminy around it along.
TEST(Labels, AKindOfEpisodeIsDeniedAndOthersStay) {
  Edit denied = spanned(EditKind::Rhythm, 200, 600, "none");
  denied.of = "vt";
  const Labels labels = with({spanned(EditKind::Rhythm, 0, 300, "af"), denied});
  const std::vector<Episode> found = {{RhythmKind::VentricularTachycardia, 150, 700, 5, 0, 0},
                                      {RhythmKind::VentricularTrigeminy, 250, 500, 3, 0, 0}};
  std::vector<LabelledBeat> beats;
  for (std::int64_t sample = 0; sample < 1000; sample += 20) beats.push_back({sample, 'V', 1});
  std::string text;
  for (const Episode& one : with_stated(found, labels.stated(), beats, rate))
    for (const RhythmName& name : rhythm_names())
      if (name.kind == one.kind) text += fmt::format("{} {}-{} ", name.key, one.first, one.end);
  EXPECT_EQ(text, "af 0-300 trigeminy 300-500 vt 600-700 ");
  const Labels again = with({denied, spanned(EditKind::Rhythm, 0, 1000, "vt")});
  ASSERT_EQ(again.stated().size(), 1U) << "a later statement takes the denial's place";
  EXPECT_EQ(again.stated()[0].kind, RhythmKind::VentricularTachycardia);
}

// Whatever is done, undoing all of it leads back, and undoing one edit is as if it had never been made.
TEST(Labels, UndoneEditsLeaveNoTrace) {
  std::mt19937 random(7);
  const auto analysis = some_beats();
  for (int round = 0; round < 40; ++round) {
    EditLog log;
    std::int64_t inserted = 0;
    for (std::int64_t revision = 1; revision <= 30; ++revision) {
      Edit edit;
      const auto beat = static_cast<std::int64_t>(random() % 22);
      switch (random() % 6) {
        case 0:
          edit = make(EditKind::Relabel, {{beat, beat + 2}}, "NSVFQ"[random() % 5]);
          break;
        case 1:
          edit = make(EditKind::Delete, {{beat, beat}});
          break;
        case 2:
          edit = make(EditKind::Reject, {{beat, beat}});
          break;
        case 3:
          edit = spanned(EditKind::Unanalyzable, beat * 50, beat * 50 + 120);
          break;
        case 4:
          edit = make(EditKind::Insert, {}, 'S');
          edit.beat = 19 + inserted++;
          edit.sample = beat * 77;
          break;
        default:
          edit = make(EditKind::Move);
          edit.beat = beat;
          edit.sample = beat * 31 + 5;
      }
      edit.revision = revision;
      log.add(edit);
    }
    const auto state = [&](const EditLog& of) {
      return Labels::after(analysis, rate, frames, of.edits(), of.undone());
    };
    const auto same = [](const Labels& a, const Labels& b) {
      if (a.order() != b.order() || a.unanalyzable().size() != b.unanalyzable().size()) return false;
      return std::ranges::all_of(a.order(), [&](std::int64_t id) {
        const auto &x = a.beats()[static_cast<std::size_t>(id)], &y = b.beats()[static_cast<std::size_t>(id)];
        return x.label == y.label && x.sample == y.sample && x.flags == y.flags;
      });
    };
    const Labels before = state(log);
    EditLog undone = log;
    const std::int64_t chosen = 1 + static_cast<std::int64_t>(random() % 30);
    Edit undo;
    undo.kind = EditKind::Undo;
    undo.revision = 31;
    undo.edit = chosen;
    undone.add(undo);
    EditLog without;
    for (const Edit& edit : log.edits())
      if (edit.revision != chosen) without.add(edit);
    EXPECT_TRUE(same(state(undone), state(without))) << round;
    EXPECT_EQ(undone.next_redo(), chosen);
    Edit redo = undo;
    redo.kind = EditKind::Redo;
    redo.revision = 32;
    undone.add(redo);
    EXPECT_TRUE(same(state(undone), before)) << round;
    EXPECT_EQ(undone.next_redo(), std::nullopt);
    for (std::int64_t revision = 33; undone.next_undo(); ++revision) {
      undo.revision = revision;
      undo.edit = *undone.next_undo();
      undone.add(undo);
    }
    EXPECT_TRUE(same(state(undone), Labels(analysis, rate, frames))) << round;
  }
}

TEST(EditLog, AConflictIsAnEditOfTheSameBeatByAnotherClientSince) {
  EditLog log;
  Edit theirs = make(EditKind::Relabel, {{3, 6}}, 'V');
  theirs.revision = 1;
  theirs.client = "two";
  log.add(theirs);
  const Edit mine = make(EditKind::Relabel, {{0, 1}, {5, 9}}, 'N');
  EXPECT_THAT(log.conflicts(mine, 0).revisions, ElementsAre(1));
  EXPECT_THAT(log.conflicts(mine, 0).beats, ElementsAre(5, 6));
  EXPECT_TRUE(log.conflicts(mine, 1).revisions.empty());  // it was seen
  EXPECT_TRUE(log.conflicts(make(EditKind::Delete, {{7, 7}}), 0).revisions.empty());
  Edit same_client = mine;
  same_client.client = "two";
  EXPECT_TRUE(log.conflicts(same_client, 0).revisions.empty());
  Edit undo = make(EditKind::Undo);
  undo.edit = 1;
  EXPECT_THAT(log.conflicts(undo, 0).revisions, ElementsAre(1));  // what one has not seen one does not undo
}

TEST(EditLog, AnEditEndsWhatCanBeRedone) {
  EditLog log;
  for (std::int64_t revision = 1; revision <= 2; ++revision) {
    Edit edit = make(EditKind::Review, {{revision, revision}});
    edit.revision = revision;
    log.add(edit);
  }
  for (std::int64_t revision = 3; revision <= 4; ++revision) {
    Edit undo = make(EditKind::Undo);
    undo.revision = revision;
    undo.edit = *log.next_undo();
    log.add(undo);
  }
  EXPECT_EQ(log.next_undo(), std::nullopt);
  EXPECT_EQ(log.next_redo(), 1);
  Edit edit = make(EditKind::Review, {{5, 5}});
  edit.revision = 5;
  log.add(edit);
  EXPECT_EQ(log.next_redo(), std::nullopt);
  EXPECT_EQ(log.next_undo(), 5);
}

}  // namespace
}  // namespace rwave::testing
