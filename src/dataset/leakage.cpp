// Leakage is looked for by making the other training's split again of these rows. A checksum says whether
// they are the same rows; names of data alone would not, as a folder's content changes.
#include "dataset/leakage.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <utility>

#include "base/checksum.h"
#include "base/text.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr const char* the_source = "the network that this one starts from";

// The set as it was before rows were simulated: another specification may simulate others, or none.
BeatSet recorded_rows(const Dataset& dataset) {
  BeatSet rows = dataset.set;
  if (dataset.recorded == rows.size()) return rows;
  rows.values.resize(dataset.recorded * rows.row_values());
  rows.labels.resize(dataset.recorded);
  rows.record.resize(dataset.recorded);
  rows.sample.resize(dataset.recorded);
  const auto last = std::ranges::max_element(rows.record);
  rows.records.resize(last == rows.record.end() ? 0 : *last + std::size_t{1});
  return rows;
}

// How the source used these rows; nothing where they are not those of its training. The recordings are looked
// for where this dataset has them, as the source may have been trained on another machine.
std::optional<Split> split_of_training(const TrainedRows& source, const Dataset& dataset) {
  if (source.checksum.empty()) return std::nullopt;
  try {
    if (source.spec.simulate == 0 && dataset.recorded == dataset.set.size()) {  // without a copy of the rows
      Split split = split_of(source.spec, dataset.set);
      if (source.checksum == fingerprint(dataset.set, split)) return split;
      return std::nullopt;
    }
    DatasetSpec spec = source.spec;
    spec.data = dataset.spec.data;
    Dataset again = build(spec, recorded_rows(dataset));
    if (source.checksum == fingerprint(again.set, again.split)) return std::move(again.split);
  } catch (const Error&) {  // rows that cannot be split so are others
  }
  return std::nullopt;
}

// How many of `asked`, all of them recorded, the source was trained on.
std::int64_t used_among(const std::vector<std::uint32_t>& asked, const Dataset& dataset,
                        std::initializer_list<const std::vector<std::uint32_t>*> parts) {
  std::vector<bool> used(dataset.set.size());
  for (const auto* rows : parts)
    for (const std::uint32_t row : *rows)
      if (row < dataset.recorded) used[row] = true;
  return std::ranges::count_if(asked, [&](std::uint32_t row) { return used[row]; });
}

// The last part of a path, as the same database lies elsewhere on another machine. That is weak
// evidence, so that it only leads to a "may".
std::string name_of(const std::string& data) {
  const std::filesystem::path path = data;
  return (path.has_filename() ? path : path.parent_path()).filename().string();
}

std::string count_of(const std::vector<std::uint32_t>& rows) {
  return grouped(static_cast<std::int64_t>(rows.size()));
}

}  // namespace

// Counts are added before the rows of each part: otherwise rows that move from the end of one part
// to the beginning of the next would give the same sum.
std::string fingerprint(const BeatSet& set, const Split& split) {
  Checksum checksum;
  checksum.add_values(set.values.data(), set.values.size());
  checksum.add_values(set.labels.data(), set.labels.size());
  for (const auto* rows : {&split.train, &split.validation, &split.test}) {
    const std::uint64_t count = rows->size();
    checksum.add_values(&count, 1);
    checksum.add_values(rows->data(), rows->size());
  }
  return checksum.text();
}

std::string seen_rows(const TrainedRows& source, const Dataset& dataset) {
  const auto& test = dataset.split.test;
  if (test.empty()) return "";
  const auto split = split_of_training(source, dataset);
  if (!split) {
    if (name_of(source.spec.data) != name_of(dataset.spec.data)) return "";
    return fmt::format("{} was trained on '{}' too: it may have seen test rows", the_source,
                       dataset.spec.data);
  }
  const auto seen = used_among(test, dataset, {&split->train, &split->validation});
  if (seen == 0) return "";
  return fmt::format("{} of the {} test rows trained {}", grouped(seen), count_of(test), the_source);
}

// A teacher's own validation rows are no fault here: they did not train it.
std::string rows_taught(const std::string& name, const TrainedRows& teacher, const Dataset& dataset) {
  const auto split = split_of_training(teacher, dataset);
  if (!split) return "";
  std::string text;
  for (const auto& [part, rows] :
       {std::pair{"validation", &dataset.split.validation}, {"test", &dataset.split.test}}) {
    const std::int64_t taught = used_among(*rows, dataset, {&split->train});
    if (taught > 0)
      text += fmt::format("{}{} of the {} {} rows trained the teacher {}", text.empty() ? "" : "; ",
                          grouped(taught), count_of(*rows), part, name);
  }
  return text;
}

}  // namespace rwave
