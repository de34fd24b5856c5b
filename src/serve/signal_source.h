#pragma once
// An open recording's signal: tiles, windows around beats, questions of the rhythm. Any thread may ask.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "rwave/detector.h"
#include "serve/library.h"
#include "serve/pyramid.h"

namespace rwave::serve {

// A Recording serves one thread at a time, so there is one here behind a lock; what many ask for at once
// (tiles of coarse levels) comes from the pyramid's file without it.
class SignalSource {
 public:
  // Opens the recording. Throws Error where it does not read or lies outside of its folder.
  explicit SignalSource(LibraryEntry entry);

  // As it was when the recording was opened; not changed after, so that no lock is needed.
  const RecordingInfo& info() const { return info_; }
  // Sizes and times of the files when they were opened (store.h).
  const std::string& signature() const { return signature_; }

  // Opens the pyramid in `file`, or builds it where it is absent or of another state of the recording.
  void take_pyramid(const std::filesystem::path& file, const std::function<void(double)>& progress);
  // Only after take_pyramid() has returned.
  const Pyramid& pyramid() const { return *pyramid_; }

  // Throws Refused (404) where there is no such tile, (410) where the files have changed.
  std::string tile(std::size_t lead, int level, std::int64_t tile);

  // Samples of a lead in mV around frames; NaN where nothing was recorded or the recording ends.
  std::vector<float> window(int lead, std::int64_t first, std::int64_t frames);

  // Whether the signal between two beats is quiet, as EpisodeOptions asks; answers are kept.
  bool quiet(SampleSpan span, const std::vector<int>& leads);

  // What precedes the QRS complex of a beat, as EpisodeOptions asks.
  std::vector<float> before_qrs(std::int64_t peak, const std::vector<int>& leads);

  // What has happened to the files since they were opened; empty where nothing has.
  std::string change() const;

  // One caller at a time gets the recording itself.
  void with(const std::function<void(Recording&)>& work);

 private:
  LibraryEntry entry_;
  // Of the recording and of the answers that are kept.
  std::mutex mutex_;
  std::unique_ptr<Recording> recording_;
  RecordingInfo info_;
  std::string signature_;
  // Set once by take_pyramid(), before anybody asks for tiles.
  std::optional<Pyramid> pyramid_;
  // By the frames of two beats. Edits ask again and again about the same pauses, and each answer reads the
  // signal.
  std::map<std::pair<std::int64_t, std::int64_t>, bool> quiet_;
  std::map<std::int64_t, std::vector<float>> before_qrs_;  // by the beat's frame
  std::function<std::vector<float>(std::int64_t)> read_before_qrs_;
};

}  // namespace rwave::serve
