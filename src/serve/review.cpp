#include "serve/review.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/clock.h"
#include "rhythm/beat_intervals.h"
#include "rhythm/quiet.h"
#include "rwave/error.h"

namespace rwave::serve {

std::string_view name_of(ReviewState state) {
  switch (state) {
    case ReviewState::fresh:
      return "new";
    case ReviewState::working:
      return "working";
    case ReviewState::ready:
      return "ready";
    case ReviewState::failed:
      return "failed";
  }
  return "";
}

Review::Review(LibraryEntry entry, const Store& store, std::string model)
    : entry_(std::move(entry)), store_(store), model_(std::move(model)) {}

Review::~Review() {
  stopping_ = true;
  events_->close();
  if (thread_.joinable()) thread_.join();
}

// Opening takes seconds, for a day's recording a minute. So it runs in a thread of its own, and
// requests meanwhile are answered with the stage it is at.
void Review::begin() {
  const std::lock_guard lock(progress_mutex_);
  if (progress_.state != ReviewState::fresh) return;
  progress_ = {ReviewState::working, "signal", 0, ""};
  thread_ = std::thread([this] {
    try {
      work();
      const std::lock_guard done(progress_mutex_);
      progress_ = {ReviewState::ready, "", 1, ""};
      events_->publish("ready", {{"revision", labels_->revision}});
    } catch (const std::exception& fault) {
      const std::lock_guard done(progress_mutex_);
      progress_ = {ReviewState::failed, "", 0, shown_text(fault.what(), entry_)};
      events_->publish("failed", {{"error", progress_.error}});
    }
  });
}

void Review::wait() {
  if (thread_.joinable()) thread_.join();
}

ReviewProgress Review::progress() const {
  const std::lock_guard lock(progress_mutex_);
  return progress_;
}

void Review::require_ready() {
  // Whoever asks for a part first, as a script does, starts the work too: it would wait for ever.
  begin();
  const ReviewProgress now = progress();
  if (now.state == ReviewState::failed) throw Refused(422, "failed", now.error);
  if (now.state != ReviewState::ready)
    throw Refused(409, "not_ready", "the recording is still being worked on");
}

SignalSource& Review::signal() {
  require_ready();
  return *signal_;
}

const StorePlace& Review::place() {
  require_ready();
  return place_;
}

// A copy: another server's edits are followed while the answer is written.
JournalState Review::journal_state() {
  require_ready();
  const std::lock_guard lock(edit_mutex_);
  return {journal_->file().string(), journal_->obstacle(), journal_->content().torn_bytes};
}

const std::string& Review::no_edits() {
  require_ready();
  return no_edits_;
}

std::vector<std::string> Review::warnings() {
  require_ready();
  return warnings_;
}

std::shared_ptr<const Labels> Review::labels() {
  require_ready();
  const std::lock_guard lock(edit_mutex_);
  return labels_;
}

ReviewSnapshot Review::snapshot() {
  require_ready();
  const std::lock_guard lock(edit_mutex_);
  return {labels_, log_};
}

Reply Review::edit(const nlohmann::json& request) {
  require_ready();
  if (!no_edits_.empty()) throw Refused(507, "not_written", "the edit was not made: " + no_edits_);
  Edit learnt;
  // Takes seconds, in which others go on.
  if (request.value("kind", nlohmann::json()) == "teach") teach(learnt, *labels());
  // Held until the record is on the disk: the journal's order is the order in which edits are made. A slow
  // disk keeps those waiting who edit, and nobody who reads.
  const std::lock_guard lock(edit_mutex_);
  // Another server may have edited the recording and ended: its edits come first, and may conflict with this
  // one.
  journal_->claim();
  take_others();
  Edit edit = checked(request, *labels_);
  edit.taught = std::move(learnt.taught);
  const std::int64_t based_on = request.at("based_on");
  if (based_on > log_.revision()) refuse_unfit("based_on names a revision that is still to come");
  const EditLog::Conflict conflict = log_.conflicts(edit, based_on);
  if (!conflict.revisions.empty()) {
    nlohmann::ordered_json body = {
        {"error", {{"code", "conflict"}, {"message", "someone else has changed the same in the meantime"}}},
        {"revision", log_.revision()},
        {"yours", request},
        {"theirs", nlohmann::json::array()},
        {"beats", conflict.beats}};
    for (const std::int64_t revision : conflict.revisions) {
      const std::size_t at = *log_.find(revision);
      body["theirs"].push_back(edit_json(log_.edits()[at], log_.undone()[at]));
    }
    return json_reply(body, 409);
  }
  // The record is on the disk before the labels change: what a client sees has been kept, whatever
  // happens next.
  journal_->append(json_text(journal_json(edit)));
  const nlohmann::ordered_json told = edit_json(edit, false);
  make(std::move(edit));
  events_->publish("edit", told);
  return json_reply(told);
}

void Review::make(Edit edit) {
  const bool again = edit.kind == EditKind::Undo || edit.kind == EditKind::Redo;
  log_.add(edit);
  // An undo may take back any edit, so all is made again from the program's labels. Inverses kept with each
  // edit were refused: the inverse of an early edit depends on all that came after it.
  if (again) {
    labels_ = std::make_shared<const Labels>(
        Labels::after(analysis_, signal_->info().rate, signal_->info().frames, log_.edits(), log_.undone()));
    return;
  }
  // Labels are replaced and never changed: an answer that is being written from the old ones goes
  // on with them, without a lock.
  auto next = std::make_shared<Labels>(*labels_);
  next->apply(edit);
  next->revision = edit.revision;
  next->settle();
  labels_ = std::move(next);
}

EpisodeOptions Review::asking_signal() {
  EpisodeOptions options;
  options.quiet = [this](SampleSpan span) { return signal_->quiet(span, analysis_->leads); };
  options.before_qrs = [this](std::int64_t peak) { return signal_->before_qrs(peak, analysis_->leads); };
  return options;
}

std::shared_ptr<const std::vector<Episode>> Review::episodes(const Labels& labels) {
  // Held while episodes are found, so that two requests after an edit do not both do the work.
  const std::lock_guard lock(derived_mutex_);
  if (episodes_of_ == labels.revision) return episodes_;
  // All of it again: statements look back over minutes, and a day takes less than what an edit's round trip
  // may.
  const std::vector<LabelledBeat> beats = labels.rhythm_beats();
  const std::vector<Episode> found =
      find_episodes(beats, labels.rhythm_spans(), labels.rate(), labels.frames(), asking_signal());
  episodes_ =
      std::make_shared<const std::vector<Episode>>(with_stated(found, labels.stated(), beats, labels.rate()));
  episodes_of_ = labels.revision;
  return episodes_;
}

HolterInput Review::input_of(const Labels& labels) {
  HolterInput input;
  input.info = signal_->info();
  input.has_signal = true;
  input.labelled_by = analysis_->labelled_by;
  const std::int64_t edits = labels.revision;
  if (edits > 0) input.labelled_by += fmt::format(", corrected in {} edits", edits);
  input.beats = labels.rhythm_beats();
  input.spans = labels.rhythm_spans();
  input.stated = labels.stated();
  std::vector<SampleSpan> noise = noise_spans(input.spans);
  std::vector<std::int64_t> beats;
  for (const LabelledBeat& beat : input.beats) beats.push_back(beat.sample);
  if (noise != silent_noise_ || beats != silent_beats_) {
    signal_->with([&](Recording& recording) {
      silent_ = silent_parts(recording, analysis_->leads, input.beats, input.spans);
    });
    silent_noise_ = std::move(noise);
    silent_beats_ = std::move(beats);
  }
  input.silent = silent_;
  return input;
}

HolterInput Review::holter_input(const Labels& labels) {
  const std::lock_guard lock(derived_mutex_);
  return input_of(labels);
}

std::shared_ptr<const Holter> Review::holter(const Labels& labels) {
  const std::lock_guard lock(derived_mutex_);
  if (holter_of_ == labels.revision) return holter_;
  holter_ = std::make_shared<const Holter>(make_holter(input_of(labels), asking_signal()));
  holter_of_ = labels.revision;
  return holter_;
}

void Review::look_for_change() {
  if (progress().state != ReviewState::ready) return;
  // Events are sent after this: a listener must not wait for another, nor for a report under way.
  const std::unique_lock lock(look_mutex_, std::try_to_lock);
  if (!lock || steady_seconds() - looked_ < 2) return;
  looked_ = steady_seconds();
  {
    const std::lock_guard edits(edit_mutex_);
    take_others();
  }
  if (change_told_) return;
  const std::string change = signal_->change();
  if (change.empty()) return;
  // Once: the page then says so until it is closed, whatever else happens to the file.
  change_told_ = true;
  events_->publish("changed", {{"error", change}});
}

}  // namespace rwave::serve
