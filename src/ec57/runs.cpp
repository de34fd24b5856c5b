#include "ec57/runs.h"

#include <algorithm>
#include <utility>

#include "ec57/run_labels.h"

namespace rwave::ec57 {
namespace {

// The labels that matter to one kind of run, in terms of that kind.
struct KindLabels {
  // What continues a run, what closes it.
  RunLabel beat, other_beat;
  // Its own fibrillation.
  RunLabel begins, ends;
  // The other kind's, which ends it without a mark.
  RunLabel other_begins;

  bool closes(RunLabel label) const {
    return label == RunLabel::normal || label == RunLabel::unclassified || label == RunLabel::shutdown ||
           label == other_beat;
  }
  bool ends_fibrillation(RunLabel label) const {
    return label == ends || label == other_begins || label == RunLabel::shutdown;
  }
};

constexpr KindLabels labels_of(RunKind kind) {
  return kind == RunKind::ventricular
             ? KindLabels{RunLabel::ventricular, RunLabel::supraventricular, RunLabel::vf_begins,
                          RunLabel::vf_ends, RunLabel::af_begins}
             : KindLabels{RunLabel::supraventricular, RunLabel::ventricular, RunLabel::af_begins,
                          RunLabel::af_ends, RunLabel::vf_begins};
}

// Reads the file that is searched, forward only: what one window has passed over, a later one does not see.
class RunSearch {
 public:
  RunSearch(std::span<const Annotation> file, const Annotation* left_over, KindLabels kind)
      : file_(file), kind_(kind) {
    if (left_over != nullptr) current_ = *left_over;
    current_.sample = 0;
  }

  // The longest run within the samples from..to, both included.
  int longest(std::int64_t from, std::int64_t to) {
    if (fibrillation_unending_ || fibrillation_end_ > from) return longest_run;
    if (done_) return 0;
    while (current_.sample < from) {
      if (labeller_.label(current_) == kind_.begins) {
        if (!follow_fibrillation()) return longest_run;
        if (current_.sample > from) {
          fibrillation_end_ = current_.sample;
          return longest_run;
        }
      }
      if (!advance()) return 0;
    }
    return count(to);
  }

  // What a later pass that searches this file finds before its annotations.
  const Annotation* last_read() const { return next_ == 0 ? nullptr : &file_[next_ - 1]; }

 private:
  int count(std::int64_t to) {
    int best = 0, length = 0;
    while (current_.sample <= to) {
      const RunLabel label = labeller_.label(current_);
      if (label == kind_.begins) {
        if (follow_fibrillation()) fibrillation_end_ = current_.sample;
        return longest_run;
      }
      if (label == kind_.beat) {
        length = std::min(length + 1, longest_run);
      } else if (kind_.closes(label) || label == kind_.other_begins) {
        length = 0;
      }
      best = std::max(best, length);
      if (!advance()) break;
    }
    return best;
  }

  // To the annotation that ends it; false where none does, and every later window is then within it.
  bool follow_fibrillation() {
    while (advance()) {
      if (kind_.ends_fibrillation(labeller_.label(current_))) return true;
    }
    fibrillation_unending_ = true;
    return false;
  }

  bool advance() {
    if (next_ == file_.size()) {
      done_ = true;
      return false;
    }
    current_ = file_[next_++];
    return true;
  }

  std::span<const Annotation> file_;
  KindLabels kind_;
  RunLabeller labeller_;
  std::size_t next_ = 0;
  // Read, but not labelled yet.
  Annotation current_;
  bool done_ = false;
  std::int64_t fibrillation_end_ = 0;
  bool fibrillation_unending_ = false;
};

// Cell by cell: a matrix of another record has the same lengths.
void add(RunMatrix& counts, const RunMatrix& more) {
  for (std::size_t row = 0; row < counts.size(); ++row) {
    for (std::size_t column = 0; column < counts.size(); ++column)
      counts.at(row).at(column) += more.at(row).at(column);
  }
}

}  // namespace

RunComparison& RunComparison::operator+=(const RunComparison& other) {
  add(sensitivity.counts, other.sensitivity.counts);
  add(predictivity.counts, other.predictivity.counts);
  return *this;
}

// One pass: before the start only marks count, then each annotation either opens a run, goes on with it or
// closes it, and every closed run is looked for in the other file at once, since that is read forward only.
std::optional<RunPass> RunComparer::pass(std::size_t defining, const RunOptions& options) {
  RunPass result;
  const KindLabels kind = labels_of(options.kind);
  const std::span<const Annotation> file = files_.at(defining);
  const std::size_t searched = 1 - defining;
  RunSearch search(files_.at(searched), left_over_.at(searched), kind);
  RunLabeller labeller;
  std::size_t at = 0;
  int length = 0;
  // Whether anything says in which state the scored time begins.
  bool known = false;
  for (; at < file.size() && file[at].sample < options.start; ++at) {
    const RunLabel label = labeller.label(file[at]);
    if (label != kind.begins && label != RunLabel::vf_ends && label != RunLabel::af_ends) continue;
    length = label == kind.begins ? longest_run : 0;
    known = true;
  }
  if (at == file.size()) {
    if (!known) return std::nullopt;
    // The reference program takes the last annotation as if it lay after the start.
    --at;
  }
  std::int64_t from = 0, to = 0;
  if (length > 0) {
    from = options.start - options.window;
    to = options.start + options.window;
  }
  const auto close = [&] {
    const int found = search.longest(from, to);
    const int reference = defining == 0 ? length : found, test = defining == 0 ? found : length;
    ++result.counts.at(static_cast<std::size_t>(reference)).at(static_cast<std::size_t>(test));
    if (reference != test) result.mismatches.push_back({reference, test, from, to});
    length = 0;
  };
  // Read before the end was looked at.
  bool first = true;
  for (; at < file.size(); ++at, first = false) {
    const Annotation& annotation = file[at];
    if (!first && options.end && annotation.sample > *options.end) break;
    const RunLabel label = labeller.label(annotation);
    if (length == 0) {
      if (label != kind.beat && label != kind.begins) continue;
      from = annotation.sample - options.window;
      // A fibrillation's end stays that of the run before until a beat or its own end sets it, as in `rxr`.
      if (label == kind.beat) to = annotation.sample + options.window;
      length = label == kind.beat ? 1 : longest_run;
    } else if (kind.closes(label)) {
      close();
    } else if (label == kind.beat || label == kind.ends) {
      if (label == kind.beat) length = std::min(length + 1, longest_run);
      to = annotation.sample + options.window;
    }
  }
  if (at == file.size() && length > 0) close();
  left_over_.at(defining) = at == 0 ? nullptr : &file[std::min(at, file.size() - 1)];
  if (search.last_read() != nullptr) left_over_.at(searched) = search.last_read();
  return result;
}

std::optional<RunComparison> compare_runs(std::span<const Annotation> reference,
                                          std::span<const Annotation> test, const RunOptions& options) {
  RunComparer comparer(reference, test);
  auto sensitivity = comparer.sensitivity(options);
  if (!sensitivity) return std::nullopt;
  auto predictivity = comparer.predictivity(options);
  if (!predictivity) return std::nullopt;
  return RunComparison{std::move(*sensitivity), std::move(*predictivity)};
}

}  // namespace rwave::ec57
