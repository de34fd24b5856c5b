#pragma once
// Writing EDF+ (continuous): 16-bit samples with annotations.

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/output_file.h"
#include "rwave/recording.h"

namespace rwave {

// What stands in the file where a sample is missing; EDF itself has no such code.
inline constexpr std::int32_t edf_missing_sample = -32768;

// Streams frames into an EDF+C file. Digital values are the samples as they are, so the signals must fit 16
// bits; -32768 stands for a missing sample. Annotations are kept as text (restored_recording.h), and with
// them what EDF has no field for: the exact rate and gains, the number of frames (the last data record is
// padded), comments. Nothing appears under the name before commit().
class EdfWriter {
 public:
  // `annotations` in order of time. A rate for which no data record of eight characters' duration holds a
  // whole number of frames is written as the nearest one, which losses() says. Throws Error where a
  // signal's name, unit or scale cannot be written.
  EdfWriter(const std::filesystem::path& file, const RecordingInfo& info,
            std::span<const Annotation> annotations);

  // Appends frames, as WfdbWriter::write.
  void write(std::span<const std::int32_t> frames);

  // Completes the file. To be called once, last.
  void commit();

  // What the file says less exactly than the recording, a line each ("label cut to 16 characters: ...").
  const std::vector<std::string>& losses() const { return losses_; }

 private:
  // The duration of a data record: of the usual ones (1 s and below) the longest that holds a whole number
  // of frames in at most the 61,440 bytes that the format advises.
  void choose_record();
  // Fills the records' lists one after the other: a full list goes on in the next record, for an annotation
  // states its own time and may stand in any.
  void place_annotations(std::span<const Annotation> annotations);
  // At once: the recording's length, and so the number of data records, is known beforehand.
  void write_header();
  void write_record();

  std::filesystem::path file_;
  RecordingInfo info_;
  OutputFile out_;
  std::vector<std::string> losses_;
  std::int64_t record_frames_ = 0;
  // Of a data record, as the header has it.
  std::string duration_;
  std::int64_t records_ = 0;
  // Annotation lists of each data record.
  std::vector<std::string> lists_;
  // Of the annotation signal in a data record. The same in each, as EDF wants it: the longest annotation
  // and a little more than the mean of a record's.
  std::size_t list_bytes_ = 0;
  int frame_samples_ = 0;
  std::int64_t written_records_ = 0;
  // Frames of the record being filled.
  std::vector<std::int32_t> pending_;
};

}  // namespace rwave
