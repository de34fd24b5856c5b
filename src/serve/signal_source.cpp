#include "serve/signal_source.h"

#include <algorithm>
#include <limits>

#include "rhythm/p_waves.h"
#include "rhythm/quiet.h"
#include "rwave/error.h"
#include "serve/exchange.h"
#include "serve/store.h"
#include "signal/leads.h"

namespace rwave::serve {

SignalSource::SignalSource(LibraryEntry entry) : entry_(std::move(entry)) {
  // Before a byte is read: what is open can be served.
  refuse_foreign_files(entry_);
  recording_ = open_recording(entry_.path, entry_.open);
  info_ = recording_->info();
  if (info_.frames <= 0) throw Error(entry_.name, "holds no samples");
  signature_ = signature_of(entry_, info_.files);
}

void SignalSource::with(const std::function<void(Recording&)>& work) {
  // Readers of some formats keep a position in the file, so one request reads at a time. A tile
  // takes a tenth of a millisecond.
  const std::lock_guard lock(mutex_);
  work(*recording_);
}

void SignalSource::take_pyramid(const std::filesystem::path& file,
                                const std::function<void(double)>& progress) {
  std::error_code ignored;
  // The pyramid of a day takes seconds to build and is kept on disk; its signature says of which
  // state of the recording's files it was made.
  if (std::filesystem::exists(file, ignored)) {
    try {
      pyramid_.emplace(file, signature_);
      const std::vector<PyramidLead>& leads = pyramid_->leads();
      bool fits = leads.size() == info_.signals.size();
      for (std::size_t i = 0; fits && i < leads.size(); ++i)
        fits = leads[i].samples == info_.frames * info_.signals[i].samples_per_frame;
      if (fits) return;
    } catch (const Error&) {
      // Of another state of the recording, or damaged: it is built again.
    }
  }
  with([&](Recording& recording) { build_pyramid(recording, file, signature_, progress); });
  pyramid_.emplace(file, signature_);
}

std::string SignalSource::change() const {
  std::error_code fault;
  for (const std::filesystem::path& file : info_.files)
    if (!std::filesystem::exists(file, fault)) return "the recording's files are no longer there";
  if (signature_of(entry_, info_.files) != signature_)
    return "the recording has changed since it was opened: start the server again to see it as it is";
  return "";
}

std::string SignalSource::tile(std::size_t lead, int level, std::int64_t tile) {
  if (lead >= pyramid_->leads().size() || tile > std::int64_t{1} << 40)
    refuse_unknown("there is no such lead or tile");
  if (level >= first_stored_level) return pyramid_->stored_tile(lead, level, tile);
  // A file that grew or was written again has other samples under the same numbers: none is better than wrong
  // ones.
  if (const std::string changed = change(); !changed.empty()) throw Refused(410, "gone", changed);
  std::string bytes;
  try {
    with([&](Recording& recording) {
      bytes = fine_tile(recording, pyramid_->leads()[lead], static_cast<int>(lead), level, tile);
    });
  } catch (const Refused&) {
    throw;
  } catch (const Error&) {
    throw Refused(410, "gone", "the recording's files can no longer be read");
  }
  return bytes;
}

// What lies before the beginning or behind the end is NaN, so that a window around the first beat
// has the same length as all others.
std::vector<float> SignalSource::window(int lead, std::int64_t first, std::int64_t frames) {
  const SignalInfo& signal = info_.signals.at(static_cast<std::size_t>(lead));
  const int per_frame = signal.samples_per_frame;
  std::vector<float> values(static_cast<std::size_t>(frames * per_frame),
                            std::numeric_limits<float>::quiet_NaN());
  const std::int64_t from = std::max<std::int64_t>(first, 0), to = std::min(first + frames, info_.frames);
  if (from >= to) return values;
  std::vector<float> read;
  with([&](Recording& recording) { read = recording.read_physical(lead, from, to - from); });
  const double scale = millivolts_per_unit(signal);
  for (std::size_t i = 0; i < read.size(); ++i)
    values[static_cast<std::size_t>((from - first) * per_frame) + i] =
        static_cast<float>(read[i] * (scale > 0 ? scale : 1));
  return values;
}

// Kept by span: the same pauses are asked for at every edit, and each answer means reading the
// signal.
bool SignalSource::quiet(SampleSpan span, const std::vector<int>& leads) {
  const std::lock_guard lock(mutex_);
  const auto [found, fresh] = quiet_.try_emplace({span.first, span.end}, false);
  if (!fresh) return found->second;
  try {
    found->second = quiet_in(*recording_, leads)(span);
  } catch (const Error&) {
    quiet_.erase(found);  // files that are gone say nothing
    return false;
  }
  return found->second;
}

std::vector<float> SignalSource::before_qrs(std::int64_t peak, const std::vector<int>& leads) {
  const std::lock_guard lock(mutex_);
  const auto [found, fresh] = before_qrs_.try_emplace(peak);
  if (!fresh) return found->second;
  if (!read_before_qrs_) read_before_qrs_ = before_qrs_in(*recording_, leads);
  try {
    found->second = read_before_qrs_(peak);
  } catch (const Error&) {
    before_qrs_.erase(found);  // as in quiet()
    return {};
  }
  return found->second;
}

}  // namespace rwave::serve
