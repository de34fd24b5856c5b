#pragma once
// One recording under review: opened, labelled, corrected by one or more people at once.

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/scratch_folder.h"
#include "holter/holter.h"
#include "rwave/adapt.h"
#include "serve/edit_log.h"
#include "serve/events.h"
#include "serve/exchange.h"
#include "serve/journal.h"
#include "serve/labels.h"
#include "serve/signal_source.h"
#include "serve/store.h"

namespace rwave::serve {

// Where the work on a recording is; `failed` is final, see Review.
enum class ReviewState { fresh, working, ready, failed };
// "new", "working", "ready", "failed", as the interface says it.
std::string_view name_of(ReviewState state);

// How far the work is.
struct ReviewProgress {
  ReviewState state = ReviewState::fresh;
  // What is being made now: signal (the pyramid), beats, groups.
  std::string stage;
  // Of the stage, 0 to 1.
  double share = 0;
  // What a failed recording failed by.
  std::string error;
};

// Labels, and all edits up to them.
struct ReviewSnapshot {
  std::shared_ptr<const Labels> labels;
  EditLog log;
};

// Life: fresh, then working on a thread of its own (review_open.cpp), then ready or failed, and so for ever:
// who wants a failed recording tried again starts the server again. All functions may be called from any
// thread.
//
// Readers take the present labels as a shared pointer to something that never changes, so that a slow reader
// and an edit do not wait for each other; an edit makes the next labels from the last (a day's 100,000 beats:
// 4 MB copied, about a millisecond). One lock over all beats was refused: the page asks for everything at
// once after each edit.
class Review {
 public:
  // `model`: an ONNX file of a labeller of whole recordings; empty: the one that comes with the program.
  Review(LibraryEntry entry, const Store& store, std::string model);
  Review(const Review&) = delete;
  Review& operator=(const Review&) = delete;
  // Breaks the work off at its next step, and waits for it.
  ~Review();

  // Starts the work on a thread of its own; nothing where it was started before.
  void begin();
  ReviewProgress progress() const;
  // Returns when the work is done or has failed.
  void wait();

  const LibraryEntry& entry() const { return entry_; }
  const std::shared_ptr<Events>& events() { return events_; }

  // What follows needs a recording that is ready: throws Refused (409) before, (422) where the work failed.
  SignalSource& signal();
  const StorePlace& place();
  JournalState journal_state();
  // Why edits are refused although the journal could take them; empty where they are not.
  const std::string& no_edits();
  std::vector<std::string> warnings();

  // The labels as they are; what is returned does not change.
  std::shared_ptr<const Labels> labels();

  // The labels and the edits that made them, as a copy: others go on editing meanwhile.
  ReviewSnapshot snapshot();

  // Makes the edit that the request describes: checks it, writes it to the journal, tells all who listen.
  // Returns the reply: the edit, or 409 with what another client did. Throws Refused where the edit is not
  // possible (422) or cannot be kept (507).
  Reply edit(const nlohmann::json& request);

  // Of these labels, and the report of the recording with them; kept until others are asked for. The caller's
  // labels and not the present ones: what is given out together must be of one revision.
  std::shared_ptr<const std::vector<Episode>> episodes(const Labels& labels);
  std::shared_ptr<const Holter> holter(const Labels& labels);
  // What the report of these labels is made of, without a day's figures.
  HolterInput holter_input(const Labels& labels);

  // Looks whether the recording's files have changed, and tells all who listen, once.
  void look_for_change();

 private:
  // All that opening takes, on the review's thread: pyramid, labels, groups, the journal's edits.
  void work();
  // Where the store has no room for a new one, in a temporary folder.
  void open_pyramid();
  // The labels of the file; null where it holds none of the recording as it is and no edit needs it. Throws
  // Error where edits need labels that are not there or do not read.
  std::shared_ptr<const Analysis> kept_labels(const std::filesystem::path& file);
  // Labels the recording and keeps that in the file; where it cannot, edits are refused from then on.
  std::shared_ptr<const Analysis> new_labels(const std::filesystem::path& file);
  // The journal's edits into the log, and the labels with them.
  void read_journal();
  // Progress to those who listen. Throws where the server stops: the work then ends there.
  void tell(const char* stage, double share);
  void require_ready();
  // What statements ask of the signal.
  EpisodeOptions asking_signal();
  // With the lock of what is derived.
  HolterInput input_of(const Labels& labels);
  // The request as an Edit. Throws Refused (400) for its form, (422) where the labels do not allow it.
  Edit checked(const nlohmann::json& request, const Labels& labels) const;
  // Into the log and the present labels; the journal holds it already.
  void make(Edit edit);
  // An edit of the journal into the log. What cannot be used is passed over; the line says why, else it is
  // empty.
  std::string add_record(const std::string& record);
  // The edits that another server has made of the same recording; who listens here is told. With the edit
  // lock.
  void take_others();
  // Fills edit.taught from the beats that were reviewed (rwave/adapt.h): seconds, without the edit lock.
  void teach(Edit& edit, const Labels& labels);

  LibraryEntry entry_;
  const Store& store_;
  std::string model_;
  // What happens here, to all who listen. Outlives the review where a listener still reads.
  std::shared_ptr<Events> events_ = std::make_shared<Events>();
  // Seen by the work at each step of its progress; labelling itself cannot be broken off.
  std::atomic<bool> stopping_{false};
  std::thread thread_;

  // Of `progress_` alone, which is asked for while the work goes on.
  mutable std::mutex progress_mutex_;
  ReviewProgress progress_;

  // Set by the work, and not changed once the state is ready.
  std::optional<SignalSource> signal_;
  StorePlace place_;
  // A temporary folder of pyramid and labels where no other could be written or had room, removed with the
  // review: a patient's data must not stay there. Mostly empty.
  std::optional<ScratchFolder> spare_;
  std::string no_edits_;
  std::optional<Journal> journal_;
  std::shared_ptr<const Analysis> analysis_;
  std::vector<std::string> warnings_;

  // Of the journal, the log and the present labels.
  std::mutex edit_mutex_;
  EditLog log_;
  std::shared_ptr<const Labels> labels_;

  std::mutex teach_mutex_;
  // Labels the recording once more when it is first taught, and is kept for the next time.
  std::optional<Adapter> adapter_;

  // Of what follows from the labels, each kept with the revision that it is of. Two who ask for the report of
  // a day at once wait for one computation and do not make two.
  std::mutex derived_mutex_;
  std::shared_ptr<const std::vector<Episode>> episodes_;
  std::shared_ptr<const Holter> holter_;
  // The revisions that the two are of; -1: not made yet.
  std::int64_t episodes_of_ = -1, holter_of_ = -1;
  // silent_parts(), which reads the signal, and what it depends on: labels do not move it.
  std::vector<SampleSpan> silent_, silent_noise_;
  std::vector<std::int64_t> silent_beats_;

  // Of what follows. Not waited for: who finds another one looking goes on.
  std::mutex look_mutex_;
  // When the files were last looked at, s of steady_seconds(): a stat a file, at most every two seconds.
  double looked_ = 0;
  bool change_told_ = false;
};

}  // namespace rwave::serve
