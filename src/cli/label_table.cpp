#include "cli/label_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <utility>

#include "base/text.h"
#include "cli/label_words.h"
#include "record/csv/cells.h"
#include "record/csv/line_reader.h"
#include "record/formats.h"
#include "record/text.h"
#include "record/wfdb_time.h"
#include "rwave/annotation.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

struct NamedUnit {
  std::string_view name;
  PlaceUnit unit;
};
// Samples first: they are exact. Names in lower case, what is no letter or digit left out ("Time (ms)").
constexpr std::array place_names = {NamedUnit{"sample", PlaceUnit::samples},
                                    NamedUnit{"samples", PlaceUnit::samples},
                                    NamedUnit{"samplenumber", PlaceUnit::samples},
                                    NamedUnit{"frame", PlaceUnit::samples},
                                    NamedUnit{"seconds", PlaceUnit::seconds},
                                    NamedUnit{"second", PlaceUnit::seconds},
                                    NamedUnit{"sec", PlaceUnit::seconds},
                                    NamedUnit{"s", PlaceUnit::seconds},
                                    NamedUnit{"times", PlaceUnit::seconds},
                                    NamedUnit{"timesec", PlaceUnit::seconds},
                                    NamedUnit{"timeseconds", PlaceUnit::seconds},
                                    NamedUnit{"zeits", PlaceUnit::seconds},
                                    NamedUnit{"milliseconds", PlaceUnit::milliseconds},
                                    NamedUnit{"ms", PlaceUnit::milliseconds},
                                    NamedUnit{"timems", PlaceUnit::milliseconds},
                                    NamedUnit{"zeitms", PlaceUnit::milliseconds}};
constexpr std::array unitless_names = {std::string_view("time"), std::string_view("zeit"),
                                       std::string_view("onset"), std::string_view("position")};
constexpr std::array label_names = {std::string_view("label"), std::string_view("symbol"),
                                    std::string_view("annotation"), std::string_view("class"),
                                    std::string_view("type")};

std::string plain_name(std::string_view cell) {
  std::string name;
  for (std::size_t i = 0; i < cell.size(); ++i) {
    const char c = cell[i];
    // Microseconds are no seconds: the two micro signs of Unicode count as u.
    const std::string_view two = cell.substr(i, 2);
    if (two == "\xc2\xb5" || two == "\xce\xbc") name += 'u';
    if (is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'))
      name += static_cast<char>(is_digit(c) ? c : c | 0x20);
  }
  return name;
}

// Which column has one of the names; the first name that is there counts.
template <class Names, class Name>
std::optional<std::pair<std::size_t, std::size_t>> find_column(const std::vector<std::string>& head,
                                                               const Names& names, Name name_of) {
  for (std::size_t n = 0; n < names.size(); ++n) {
    const auto found = std::ranges::find(head, name_of(names[n]));
    if (found != head.end()) return std::pair(static_cast<std::size_t>(found - head.begin()), n);
  }
  return std::nullopt;
}

// A number, or a clock from the recording's beginning ("0:01:02.345"), which is in seconds.
std::optional<double> place_of(std::string_view cell, const CellForm& form, bool& clock) {
  std::optional<double> value;
  if (const auto decimal = parse_decimal(cell, form)) value = decimal->value();
  clock = !value && cell.find(':') != std::string_view::npos;
  if (clock) {
    std::string text(cell);
    std::ranges::replace(text, ',', '.');
    if (const auto time = WfdbTime::parse(text)) value = time->seconds(1);
  }
  return value && *value >= 0 && *value < LabelTable::greatest_place ? value : std::nullopt;
}

// Reads the rows of one table; the head's line has been read.
class LabelRows {
 public:
  LabelRows(LabelTable& table, std::string_view head, std::int64_t line) : table_(table) {
    for (const char delimiter : {'\t', ';', ','})
      if (form_.delimiter = delimiter; head.find(delimiter) != std::string_view::npos) break;
    split_cells(head, form_.delimiter, cells_);
    std::vector<std::string> names;
    for (const std::string_view cell : cells_) names.push_back(plain_name(cell));
    width_ = names.size();
    const auto itself = [](std::string_view name) { return name; };
    const auto label = find_column(names, label_names, itself);
    auto place = find_column(names, place_names, [](const NamedUnit& one) { return one.name; });
    if (place)
      table.unit = place_names[place->second].unit;
    else
      place = find_column(names, unitless_names, itself);
    if (!label || !place)
      throw Error::at_line(table.file, line, "expected the columns sample (or seconds, or ms) and label");
    place_ = place->first;
    label_ = label->first;
    record_ = static_cast<std::size_t>(std::ranges::find(names, "record") - names.begin());
    table.column = std::string(cells_[place_]);
  }

  void take(std::string_view text, std::int64_t line) {
    split_cells(text, form_.delimiter, cells_);
    while (cells_.size() > width_ && cells_.back().empty()) cells_.pop_back();
    if (cells_.size() != width_)
      throw Error::at_line(
          table_.file, line,
          fmt::format("has {} cells, the head {}{}", cells_.size(), width_,
                      form_.delimiter == ',' ? " (of a decimal comma write semicolons between "
                                               "cells)"
                                             : ""));
    take_place(line);
    take_label(line);
    if (record_ < width_) table_.records.emplace_back(cells_[record_]);
  }

 private:
  void take_place(std::int64_t line) {
    const std::string_view cell = cells_[place_];
    // The first mark that is met is that of all: 1.234 and 1,234 in one column are of two meanings.
    if (!mark_known_ && form_.delimiter != ',' && cell.find_first_of(",.") != std::string_view::npos) {
      form_.mark = cell[cell.find_first_of(",.")];
      mark_known_ = true;
    }
    bool clock = false;
    const auto value = place_of(cell, form_, clock);
    if (!value || (clock && table_.unit && *table_.unit != PlaceUnit::seconds))
      throw Error::at_line(table_.file, line,
                           fmt::format("'{}' is no {}", printable_utf8(cell),
                                       table_.unit == PlaceUnit::samples ? "sample number" : "time"));
    // A comma or a point that parts thousands would make sample 1,049 sample 1.
    if (table_.unit == PlaceUnit::samples && *value != std::floor(*value))
      throw Error::at_line(table_.file, line,
                           fmt::format("'{}' is no sample number: write it without a mark between digits",
                                       printable_utf8(cell)));
    if (clock) table_.unit = PlaceUnit::seconds;
    table_.places.push_back(*value);
  }

  void take_label(std::int64_t line) {
    Annotation annotation;
    const int code = code_of(symbol_in_words(cells_[label_]));
    annotation.code = static_cast<std::uint8_t>(std::max(code, 0));
    // The same rule as for annotation files decides what is a beat, and to which class it belongs.
    const auto beat = taught_beats({&annotation, 1});
    if (code < 0 || beat.empty())
      throw Error::at_line(
          table_.file, line,
          fmt::format(
              "'{}' is no beat's label; expected N S V F Q, normal, PAC or PVC, / (paced), or another "
              "beat code of WFDB (L R e j A a J E f)",
              printable_utf8(cells_[label_])));
    table_.labels += beat.front().label;
  }

  LabelTable& table_;
  CellForm form_;
  bool mark_known_ = false;
  std::size_t width_ = 0, place_ = 0, label_ = 0, record_ = 0;
  std::vector<std::string_view> cells_;
};

}  // namespace

bool LabelTable::is_table(const std::filesystem::path& file) {
  const std::string extension = lower_extension(file);
  return extension == ".csv" || extension == ".tsv" || extension == ".txt";
}

LabelTable read_label_table(const std::filesystem::path& file) {
  LabelTable table;
  table.file = file.string();
  const ByteSource source(file);
  const TextEncoding encoding = find_encoding(source);
  LineReader lines(source, encoding, encoding.mark_bytes, 1);
  std::optional<LabelRows> rows;
  while (const auto line = lines.next()) {
    const std::string_view text = trim(*line);
    if (text.find_first_not_of(",;\t ") == std::string_view::npos || text.starts_with('#')) continue;
    if (!rows && (text.starts_with("sep=") || text.starts_with("\"sep="))) continue;
    if (rows)
      rows->take(*line, lines.line());
    else
      rows.emplace(table, *line, lines.line());
  }
  return table;
}

void keep_record(LabelTable& table, const std::string& name) {
  if (std::ranges::adjacent_find(table.records, std::not_equal_to<>()) == table.records.end()) return;
  LabelTable kept = table;
  kept.places.clear();
  kept.labels.clear();
  for (std::size_t i = 0; i < table.records.size(); ++i) {
    if (table.records[i] != name) continue;
    kept.places.push_back(table.places[i]);
    kept.labels += table.labels[i];
  }
  if (kept.places.empty())
    throw Error(table.file, fmt::format("has beats of several recordings, and none of {}", name));
  table = std::move(kept);
}

}  // namespace rwave::cli
