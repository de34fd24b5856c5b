// The work on a recording that is opened: pyramid, labels, groups, and the edits of its journal.
#include <fmt/format.h>

#include <algorithm>

#include "serve/review.h"

namespace rwave::serve {
namespace {

constexpr double step = 0.02;              // of the share done that is worth an event
constexpr std::int64_t least_record = 40;  // bytes of an edit in the journal: its length, checksum and a kind

Model load_model(const std::string& file) {
  return file.empty() ? Model::shipped_whole(1) : Model::load(file, 1);
}

}  // namespace

void Review::tell(const char* stage, double share) {
  // The work has no other place to be interrupted at.
  if (stopping_) throw Error("the server is stopping");
  const std::lock_guard lock(progress_mutex_);
  const bool fresh = progress_.stage != stage;
  if (!fresh && share < progress_.share + step && share < 1) return;
  progress_.stage = stage;
  progress_.share = share;
  events_->publish("progress", {{"stage", stage}, {"share", share}});
}

void Review::work() {
  tell("signal", 0);
  signal_.emplace(entry_);
  place_ = store_.place_of(entry_);
  if (!place_.writable) place_.folder = spare_.emplace().path();
  warnings_ = signal_->info().warnings;
  if (!place_.note.empty()) warnings_.push_back(place_.note);
  if (!place_.writable) no_edits_ = place_.note;
  open_pyramid();
  journal_.emplace(place_.folder / "journal");
  const std::filesystem::path file = place_.folder / "labels";
  analysis_ = kept_labels(file);
  if (!analysis_) analysis_ = new_labels(file);
  warnings_.insert(warnings_.end(), analysis_->warnings.begin(), analysis_->warnings.end());
  read_journal();
}

void Review::open_pyramid() {
  const auto take = [&](const std::filesystem::path& folder) {
    signal_->take_pyramid(folder / "pyramid", [&](double share) { tell("signal", share); });
  };
  try {
    take(place_.folder);
  } catch (const Error& fault) {
    // A full disk: the recording can be looked at all the same, and what was edited before is seen.
    if (stopping_ || !place_.writable) throw;
    take(spare_.emplace().path());
    warnings_.push_back(fmt::format("{}: it is made again at the next start", fault.what()));
  }
}

// The journal's edits name beats of the labels that lie next to it, so these are kept for as long as there
// are edits, whatever labels a newer program would give.
std::shared_ptr<const Analysis> Review::kept_labels(const std::filesystem::path& file) {
  const std::size_t edits = journal_->content().records.size();
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    if (edits == 0) return nullptr;
    throw Error(file.string(),
                fmt::format("is not there, and the {} edits of the journal next to it name its "
                            "beats: put it back, or move the journal away",
                            edits));
  }
  try {
    std::string of;
    Analysis kept = read_analysis(file, of);
    for (const int lead : kept.leads)
      if (lead >= static_cast<int>(signal_->info().signals.size()))
        throw Error(file.string(), "is of a recording with more leads");
    if (of == signal_->signature()) return std::make_shared<const Analysis>(std::move(kept));
    if (edits == 0) return nullptr;
    warnings_.push_back(
        "the recording has changed since it was labelled: the labels and edits are those made before");
    const std::int64_t frames = signal_->info().frames;
    const auto lost =
        std::ranges::count_if(kept.beats, [&](const LabelledBeat& beat) { return beat.sample >= frames; });
    if (lost > 0)
      warnings_.push_back(fmt::format(
          "the recording has become shorter: {} labelled beats lie behind its end and are left out", lost));
    return std::make_shared<const Analysis>(std::move(kept));
  } catch (const Error& fault) {
    // Labelled again the beats would have other numbers, and the edits would hit other beats.
    if (edits > 0) throw;
    warnings_.push_back(fmt::format("{}: the recording is labelled again", fault.what()));
    return nullptr;
  }
}

std::shared_ptr<const Analysis> Review::new_labels(const std::filesystem::path& file) {
  // An object of its own: tiles are asked for while beats are found.
  const std::unique_ptr<Recording> recording = open_recording(entry_.path, entry_.open);
  const Model model = load_model(model_);
  Analysis made = analyse(*recording, model, [&](const char* stage) { tell(stage, 0); });
  try {
    write_analysis(made, file, signal_->signature());
  } catch (const Error& fault) {
    // Edits name beats of this file: without it they would be of nothing after a restart.
    no_edits_ = fmt::format("{}: make room there, or start with --store DIR", fault.what());
  }
  return std::make_shared<const Analysis>(std::move(made));
}

void Review::read_journal() {
  for (const std::string& line : journal_->content().damage) warnings_.push_back("journal: " + line);
  if (journal_->content().torn_bytes > 0)
    warnings_.push_back(fmt::format(
        "journal: the last {} bytes are half an edit that was never confirmed; they are passed over",
        journal_->content().torn_bytes));
  for (const std::string& record : journal_->content().records)
    if (const std::string fault = add_record(record); !fault.empty())
      warnings_.push_back(fmt::format("journal: {}; it is passed over", fault));
  labels_ = std::make_shared<const Labels>(
      Labels::after(analysis_, signal_->info().rate, signal_->info().frames, log_.edits(), log_.undone()));
}

// The others were confirmed to their reviewers: one that cannot be used must not take them with it.
std::string Review::add_record(const std::string& record) {
  const auto json = nlohmann::json::parse(record, nullptr, false);
  try {
    if (json.is_discarded()) throw Error("an edit is no JSON");
    Edit edit = edit_of(json);
    if (edit.revision <= log_.revision()) throw Error(fmt::format("edit {} comes twice", edit.revision));
    // An id may not lie beyond all the beats that were ever inserted: room is made up to it.
    if (edit.revision > journal_->content().sound_bytes / least_record)
      throw Error(fmt::format("edit {} of a journal that cannot hold that many", edit.revision));
    if (edit.sample >= signal_->info().frames || edit.end > signal_->info().frames)
      throw Error(fmt::format("edit {} lies behind the end of the recording", edit.revision));
    log_.add(std::move(edit));
  } catch (const Error& fault) {
    return fault.what();
  }
  return "";
}

void Review::take_others() {
  std::vector<std::string> records;
  try {
    records = journal_->follow();
  } catch (const Error&) {
    return;  // taken away or overwritten while it is open: what is known stays, and append() says what is
             // wrong
  }
  if (records.empty()) return;
  std::vector<nlohmann::ordered_json> told;
  for (const std::string& record : records)
    if (add_record(record).empty()) told.push_back(edit_json(log_.edits().back(), false));
  labels_ = std::make_shared<const Labels>(
      Labels::after(analysis_, signal_->info().rate, signal_->info().frames, log_.edits(), log_.undone()));
  for (const nlohmann::ordered_json& edit : told) events_->publish("edit", edit);
}

}  // namespace rwave::serve
