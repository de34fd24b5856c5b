#pragma once
// A beat set: rows of equal width, one per beat, each with its class and the record and sample it came from.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace rwave {

// Where a row came from: a record and the patient it belongs to ("mitdb/201", "mitdb/201+202"). Records of
// unknown patients (a CSV file's rows) have an empty patient, and no split by patient can be made of them.
struct RecordOrigin {
  std::string record;
  std::string patient;

  bool operator==(const RecordOrigin&) const = default;
};

// n rows of `channels` x `width` float32 values, row after row in `values`, channel after channel in a row.
// `labels`, `record` and `sample` have n entries; all fields are plain so that any part can be looked at or
// swapped.
struct BeatSet {
  // How the rows were cut: "kaggle".
  std::string recipe;
  int channels = 1;
  // Samples of a channel.
  int width = 187;
  // Samples a second within a row, Hz.
  double rate = 120;
  // Names by class index: N S V F Q, or normal abnormal.
  std::vector<std::string> classes;
  // The records that rows came from, each once.
  std::vector<RecordOrigin> records;

  // n x channels x width.
  std::vector<float> values;
  // Index into classes.
  std::vector<std::uint8_t> labels;
  // Index into records.
  std::vector<std::uint32_t> record;
  // Sample of the recording the row starts at; -1 = not known.
  std::vector<std::int64_t> sample;

  // Rows; and values of one row.
  std::size_t size() const { return labels.size(); }
  std::size_t row_values() const {
    return static_cast<std::size_t>(channels) * static_cast<std::size_t>(width);
  }
  std::span<const float> row(std::size_t i) const { return {values.data() + i * row_values(), row_values()}; }
};

// Rows of a beat set by use: indices into it, disjoint. `validation` is empty unless it was held out.
// `description` names the split in one line for every table and model made from it.
struct Split {
  // "official", "patients", "folds": as the option names it.
  std::string name;
  std::string description;
  // In order of the set's rows.
  std::vector<std::uint32_t> train, validation, test;
};

}  // namespace rwave
