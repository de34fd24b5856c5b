#include "record/edf/edf_annotations.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "record/text.h"
#include "record/wfdb/header.h"

namespace rwave {
namespace {

constexpr char duration_mark = '\x15', text_mark = '\x14';

// EDF+ 2.2.2: "+onset[\x15duration]\x14text\x14...\0". The first list of a data record has an empty
// text and states when the record begins.
class ListReader {
 public:
  explicit ListReader(EdfAnnotations& out) : out_(out) {}

  // The lists of one annotation signal in a data record; the first of the record's first such signal is the
  // record's own time.
  void read(std::string_view bytes, std::int64_t offset, std::optional<double>* record_onset) {
    std::size_t at = 0;
    for (bool first = true; at < bytes.size(); first = false) {
      const std::size_t end = std::min(bytes.find('\0', at), bytes.size());
      if (end > at)
        take(bytes.substr(at, end - at), offset + static_cast<std::int64_t>(at),
             first ? record_onset : nullptr);
      at = end + 1;
    }
  }

  void finish() {
    if (broken_ > 0)
      out_.warnings.push_back(fmt::format("{} annotation list{} broken, the first at offset {}: passed over",
                                          broken_, broken_ == 1 ? " is" : "s are", first_broken_));
  }

 private:
  void take(std::string_view list, std::int64_t offset, std::optional<double>* record_onset) {
    const std::string_view times = list.substr(0, list.find(text_mark));
    std::string_view length = times;
    const auto onset = parse_real(take_until(length, duration_mark));
    const auto duration = length.empty() ? std::optional(0.0) : parse_real(length);
    // Broken lists are counted and not refused: a signal must not be lost because of a text. One
    // warning names the first of them, as a file may have thousands.
    if (!onset || times.empty() || (times[0] != '+' && times[0] != '-') || times.size() == list.size() ||
        !duration) {
      if (broken_++ == 0) first_broken_ = offset;
      return;
    }
    if (record_onset != nullptr) *record_onset = *onset;
    std::string_view texts = list.substr(times.size() + 1);
    while (!texts.empty()) {
      const std::string_view text = take_until(texts, text_mark);
      if (!text.empty()) out_.notes.push_back({*onset, *duration, printable_utf8(text)});
    }
  }

  EdfAnnotations& out_;
  std::int64_t broken_ = 0, first_broken_ = 0;
};

}  // namespace

EdfAnnotations read_edf_annotations(const ByteSource& source, const EdfHeader& header) {
  EdfAnnotations found;
  const auto lives = [](const EdfSignal& signal) { return signal.annotations && !signal.dead; };
  if (std::ranges::none_of(header.signals, lives)) return found;
  found.record_onsets.resize(static_cast<std::size_t>(header.records));
  ListReader lists(found);
  std::vector<std::uint8_t> bytes;
  // Annotation signals may stand anywhere among the others, so the offset is added up over all
  // signals of a data record.
  for (std::int64_t record = 0; record < header.records; ++record) {
    std::int64_t offset = header.bytes + record * header.record_bytes();
    bool first = true;
    for (const EdfSignal& signal : header.signals) {
      const std::int64_t size = signal.samples * header.sample_bytes();
      if (lives(signal)) {
        bytes.resize(static_cast<std::size_t>(size));
        source.read(offset, bytes);
        lists.read({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, offset,
                   first ? &found.record_onsets[static_cast<std::size_t>(record)] : nullptr);
        first = false;
      }
      offset += size;
    }
  }
  lists.finish();
  return found;
}

std::vector<Annotation> labels_of(const std::vector<EdfNote>& notes, double begin, double rate) {
  constexpr std::uint8_t edf_note_code = 22;  // WFDB's NOTE: a comment
  std::vector<Annotation> labels;
  labels.reserve(notes.size());
  for (const EdfNote& note : notes) {
    Annotation label;
    const double sample = std::round((note.onset - begin) * rate);
    if (std::abs(sample) > static_cast<double>(most_frames)) continue;
    label.sample = static_cast<std::int64_t>(sample);
    label.code = edf_note_code;
    label.text = note.text;
    label.duration = note.duration;
    labels.push_back(std::move(label));
  }
  std::ranges::stable_sort(labels, {}, &Annotation::sample);
  return labels;
}

}  // namespace rwave
