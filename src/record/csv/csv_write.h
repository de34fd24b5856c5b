#pragma once
// Writing tables: a column per lead in physical units, a line per frame; annotations in a table of their own.

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/output_file.h"
#include "rwave/recording.h"

namespace rwave {

// Streams frames into x.csv, with a header line (`time (s)`, then `NAME (UNIT)`) and as many decimal places
// as give each sample back. Next to it stand x.annotations.csv (sample, time, symbol, subtype, channel,
// number, text) and x.facts.json (restored_recording.h), by which open_recording gives the same samples and
// annotations again. A missing sample is an empty cell. Signals with several samples per frame make that many
// lines per frame; slower ones then have empty cells. Nothing appears under the names before commit().
class CsvWriter {
 public:
  // `annotations` are written when the table is complete. Throws Error where a file cannot be created.
  CsvWriter(const std::filesystem::path& file, const RecordingInfo& info,
            std::span<const Annotation> annotations);

  // Appends frames, as WfdbWriter::write.
  void write(std::span<const std::int32_t> frames);

  // Completes the files. To be called once, last.
  void commit();

  // What the table says less exactly than the recording, a line each; empty where it says everything.
  const std::vector<std::string>& losses() const { return losses_; }

 private:
  // Of the lines: their rate, one sample each.
  RecordingInfo info_;
  std::vector<int> per_frame_;
  // Lines per frame: the least common multiple of the signals' samples per frame.
  int lines_ = 1;
  // Decimal places of each signal, as many as give each sample back.
  std::vector<int> places_;
  std::int64_t line_ = 0;
  OutputFile out_, labels_, facts_;
  std::vector<std::string> losses_;
};

// The table's companions: those of x.csv.
std::filesystem::path csv_annotations_file(const std::filesystem::path& table);
std::filesystem::path csv_facts_file(const std::filesystem::path& table);

// The annotations in such a companion. Throws Error at the line that is none.
std::vector<Annotation> read_csv_annotations(const std::filesystem::path& file);

}  // namespace rwave
