// Tables of errors. Shares are of the truth's test rows, so that a rare class's errors are not lost in a
// common one's.
#include "experiment/errors/parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <tuple>

namespace rwave::experiment {
namespace {

// Of a kind, in its line.
constexpr std::size_t records_named = 4;

std::string share(std::size_t part, std::size_t of) {
  return of == 0 ? "" : fmt::format("{:.2f}", 100 * static_cast<double>(part) / static_cast<double>(of));
}

// Errors by record, as indices into the set's records; most first.
std::vector<std::pair<std::uint32_t, std::size_t>> by_record(const BeatSet& set,
                                                             const std::vector<Mistake>& mistakes) {
  std::map<std::uint32_t, std::size_t> counts;
  for (const Mistake& mistake : mistakes) ++counts[set.record[mistake.row]];
  std::vector<std::pair<std::uint32_t, std::size_t>> sorted(counts.begin(), counts.end());
  std::ranges::stable_sort(sorted, [](const auto& a, const auto& b) { return a.second > b.second; });
  return sorted;
}

// "202 540, 219 300, ..."
std::string worst_records(const BeatSet& set, const std::vector<Mistake>& mistakes) {
  std::string text;
  const auto counts = by_record(set, mistakes);
  for (std::size_t i = 0; i < counts.size() && i < records_named; ++i)
    text +=
        fmt::format("{}{} {}", i == 0 ? "" : ", ", set.records.at(counts[i].first).record, counts[i].second);
  return text + (counts.size() > records_named ? ", ..." : "");
}

std::vector<std::size_t> rows_by_record(const TestAnswers& answers) {
  const BeatSet& set = answers.dataset.set;
  std::vector<std::size_t> rows(set.records.size());
  for (const std::uint32_t row : answers.dataset.split.test) ++rows.at(set.record[row]);
  return rows;
}

}  // namespace

std::string kind_name(const BeatSet& set, const MistakeKind& kind) {
  return set.classes.at(kind.truth) + " called " + set.classes.at(kind.label);
}

CsvTable error_table(const BeatSet& set, const std::vector<Mistake>& mistakes, RowRecordings& recordings) {
  CsvTable table{{"record", "sample", "seconds", "truth", "label", "probability", "probability_of_truth",
                  "symbol", "rhythm", "row"},
                 {}};
  for (const Mistake& mistake : mistakes) {
    const std::uint32_t row = mistake.row;
    const bool known = recordings.has(row);
    const std::int64_t sample = set.sample[row];
    table.rows.push_back({set.records.at(set.record[row]).record, sample < 0 ? "" : std::to_string(sample),
                          known ? fmt::format("{:.3f}", recordings.seconds(row)) : "",
                          set.classes.at(mistake.truth), set.classes.at(mistake.label),
                          fmt::format("{:.6f}", mistake.probability), fmt::format("{:.6f}", mistake.of_truth),
                          known ? recordings.symbol(row) : "", known ? recordings.rhythm(row) : "",
                          std::to_string(row)});
  }
  return table;
}

CsvTable kind_table(const TestAnswers& answers, const std::vector<MistakeKind>& kinds) {
  const BeatSet& set = answers.dataset.set;
  std::vector<std::size_t> rows(set.classes.size());
  for (const std::uint32_t row : answers.dataset.split.test) ++rows.at(set.labels[row]);
  CsvTable table{{"truth", "label", "most of them in", "errors", "% of the truth", "records"}, {}};
  for (const MistakeKind& kind : kinds) {
    table.rows.push_back({set.classes.at(kind.truth), set.classes.at(kind.label),
                          worst_records(set, kind.mistakes), std::to_string(kind.mistakes.size()),
                          share(kind.mistakes.size(), rows.at(kind.truth)),
                          std::to_string(by_record(set, kind.mistakes).size())});
  }
  return table;
}

CsvTable record_table(const TestAnswers& answers, const std::vector<MistakeKind>& kinds) {
  const BeatSet& set = answers.dataset.set;
  CsvTable table{{"record", "rows", "errors", "wrong %"}, {}};
  std::vector<std::vector<std::size_t>> counts(set.records.size(), std::vector<std::size_t>(kinds.size()));
  std::vector<std::size_t> errors(set.records.size());
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    table.head.push_back(kind_name(set, kinds[k]));
    for (const Mistake& mistake : kinds[k].mistakes) {
      ++counts.at(set.record[mistake.row])[k];
      ++errors.at(set.record[mistake.row]);
    }
  }
  const std::vector<std::size_t> rows = rows_by_record(answers);
  std::vector<std::size_t> order;
  // Records without test rows are left out, those without errors stay: that a network is right on
  // all beats of a patient is a result.
  for (std::size_t r = 0; r < rows.size(); ++r)
    if (rows[r] > 0) order.push_back(r);
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return errors[a] > errors[b]; });
  for (const std::size_t r : order) {
    table.rows.push_back({set.records[r].record, std::to_string(rows[r]), std::to_string(errors[r]),
                          share(errors[r], rows[r])});
    for (const std::size_t count : counts[r]) table.rows.back().push_back(std::to_string(count));
  }
  return table;
}

CsvTable rhythm_table(const TestAnswers& answers, RowRecordings& recordings) {
  struct Line {
    std::size_t rows = 0, errors = 0;
    std::map<std::uint8_t, std::size_t> called;
  };
  const BeatSet& set = answers.dataset.set;
  std::map<std::tuple<std::string, std::string, std::uint8_t>, Line> lines;
  for (std::size_t i = 0; i < answers.predicted.size(); ++i) {
    const std::uint32_t row = answers.dataset.split.test[i];
    if (!recordings.has(row)) continue;
    // Counted by the reference's own symbol and not only by class: class S holds atrial, junctional
    // and aberrated beats, and the errors may all be of one of these.
    Line& line = lines[{recordings.rhythm(row), recordings.symbol(row), set.labels[row]}];
    ++line.rows;
    if (answers.predicted[i] == set.labels[row]) continue;
    ++line.errors;
    ++line.called[answers.predicted[i]];
  }
  std::vector<std::pair<std::tuple<std::string, std::string, std::uint8_t>, Line>> sorted(lines.begin(),
                                                                                          lines.end());
  std::ranges::stable_sort(sorted,
                           [](const auto& a, const auto& b) { return a.second.errors > b.second.errors; });
  CsvTable table{{"rhythm", "symbol", "truth", "called", "rows", "errors", "wrong %"}, {}};
  for (const auto& [key, line] : sorted) {
    if (line.errors == 0) continue;
    std::string called;
    for (const auto& [label, count] : line.called)
      called += fmt::format("{}{} {}", called.empty() ? "" : ", ", set.classes.at(label), count);
    table.rows.push_back({std::get<0>(key), std::get<1>(key), set.classes.at(std::get<2>(key)), called,
                          std::to_string(line.rows), std::to_string(line.errors),
                          share(line.errors, line.rows)});
  }
  return table;
}

}  // namespace rwave::experiment
