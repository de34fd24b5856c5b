// Tables about recordings, which lie next to them: beats, diagnoses, folds.
#include <algorithm>
#include <array>
#include <cctype>

#include "record/channel_kind.h"
#include "record/csv/column_names.h"
#include "record/csv/number_faults.h"
#include "record/csv/table_head.h"
#include "record/text.h"
#include "record/voltage_unit.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// "record", "patient_id", "ecg_id", "filename_hr": what names a recording in a table of them.
bool is_identifier_name(std::string_view name) {
  constexpr std::array<std::string_view, 8> beginnings = {"record", "patient",  "subject", "file",
                                                          "case",   "study_id", "ecg_id",  "name"};
  std::string lower(name);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::ranges::any_of(beginnings, [&](std::string_view word) { return lower.starts_with(word); });
}

bool is_lead_column(const TableColumn& column) {
  return !is_identifier_name(column.name) &&
         (unit_of(column.unit).kind == UnitKind::voltage || kind_of_label(column.name) == ChannelKind::ecg);
}

// Nothing says that the rows are samples, and a column says whose they are. A bare "id" numbers samples, too,
// where there are as many as in four seconds.
bool is_by_record(const TableHead& head, bool is_long) {
  return !head.stated_rate && std::ranges::none_of(head.columns, [](const TableColumn& column) {
    return is_lead_column(column) || (column.role == ColumnRole::time && !is_identifier_name(column.name));
  }) && std::ranges::any_of(head.columns, [&](const TableColumn& column) {
    return is_identifier_name(column.name) || (!is_long && (column.name == "id" || column.name == "ID"));
  });
}

// The names of leads without a row below them: a recording that was never written.
bool is_head_alone(const std::vector<TextLine>& lines) {
  constexpr std::size_t most_lines = 2;  // names, units
  std::vector<const TextLine*> told;
  for (const TextLine& line : lines)
    if (!trim(line.text).empty() && !is_comment(line.text)) told.push_back(&line);
  if (told.empty() || told.size() > most_lines) return told.empty();
  std::string_view names = told.front()->text;
  while (!names.empty()) {
    const std::size_t end = std::min(names.find_first_of(",;\t"), names.size());
    TableColumn column;
    split_name(names.substr(0, end), column);
    if (is_lead_column(column)) return true;
    names.remove_prefix(std::min(end + 1, names.size()));
  }
  return false;
}

}  // namespace

bool is_table_without_samples(const std::filesystem::path& file) {
  try {
    const ByteSource source(file);
    const std::vector<TextLine> lines = head_lines(source, find_encoding(source));
    if (find_dialect(lines, file.string()).first_row < lines.size()) {
      const TableHead head = read_table_head(lines, std::nullopt, true, file.string());
      return !head.events.empty() || is_by_record(head, lines.size() >= most_head_lines);
    }
    // Samples with their units in the cells are samples, in a form that is refused.
    refuse_units_in_cells(lines, file.string());
    return !is_head_alone(lines);
  } catch (const Error&) {
    return false;
  }
}

}  // namespace rwave
