#include "cli/classify_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <streambuf>
#include <string>
#include <string_view>
#include <vector>

#include "cli/live_rhythm.h"
#include "record/csv/cells.h"
#include "record/csv/table.h"
#include "rhythm/rhythm_output.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

constexpr const char* source = "standard input";
constexpr std::size_t longest_line = 4096;
constexpr double shortest = 1;  // s: less holds no beat with its surroundings

bool separates(char c) {
  return c == ',' || c == ';' || c == '\t' || c == ' ';
}

// A cell as a number; empty and "nan" are NaN; nothing where it is neither.
std::optional<float> number_of(std::string_view cell) {
  if (cell.empty() || cell == "nan" || cell == "NaN" || cell == "-")
    return std::numeric_limits<float>::quiet_NaN();
  if (cell.front() == '+') cell.remove_prefix(1);
  float value = 0;
  const auto [end, fault] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (fault != std::errc() || end != cell.data() + cell.size()) return std::nullopt;
  return value;
}

// The line's numbers into `out`; false where a cell is none. Blanks around a separator belong to it.
bool parse(std::string_view line, std::vector<float>& out) {
  out.clear();
  std::size_t at = 0;
  while (true) {
    while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
    std::size_t end = at;
    while (end < line.size() && !separates(line[end])) ++end;
    const auto value = number_of(line.substr(at, end - at));
    if (!value) return false;
    out.push_back(*value);
    while (end < line.size() && (line[end] == ' ' || line[end] == '\t')) ++end;
    if (end >= line.size()) return true;
    at = line[end] == ',' || line[end] == ';' ? end + 1 : end;
  }
}

// Beats as lines of data, episodes as comments between them (CSV) or objects of their own (JSON).
class Labels {
 public:
  Labels(std::FILE* out, const StreamOptions& options) : out_(out), options_(options) {
    if (!options.json) fmt::print(out_, "sample,seconds,label,probability\n");
  }

  void print(LiveRhythm& live) {
    for (const LabelledBeat& beat : live.beats) {
      const double seconds = static_cast<double>(beat.sample) / options_.rate;
      fmt::print(out_, fmt::runtime(options_.json ? json_line : csv_line), beat.sample, seconds, beat.label,
                 beat.probability);
    }
    for (const EpisodeEvent& event : live.events) print(event);
    live.beats.clear();
    live.events.clear();
    // A reader of the pipe wants each label now; and a reader who has gone away ends the stream.
    if (std::fflush(out_) != 0) throw Error("standard output cannot be written to");
  }

 private:
  static constexpr const char* csv_line = "{},{:.4f},{},{:.4f}\n";
  static constexpr const char* json_line =
      "{{\"sample\": {}, \"seconds\": {:.4f}, \"label\": \"{}\", \"probability\": {:.4f}}}\n";

  void print(const EpisodeEvent& event) {
    const std::string_view what = event.ended ? "end" : "begin";
    if (options_.json) {
      nlohmann::ordered_json object = {{"episode", what}};
      object.update(episode_json(event.episode, options_.rate));
      fmt::print(out_, "{}\n", object.dump());
    } else {
      fmt::print(out_, "# {} {}", what,
                 episodes_csv("-", std::span(&event.episode, 1), options_.rate).substr(2));
    }
  }

  std::FILE* out_;
  const StreamOptions& options_;
};

// Which columns hold leads: all but those whose names say that they count the rows, as in a CSV file.
std::vector<bool> lead_columns(std::string_view names) {
  const char separator = names.find(';') != names.npos    ? ';'
                         : names.find('\t') != names.npos ? '\t'
                         : names.find(',') != names.npos  ? ','
                                                          : ' ';
  std::vector<std::string_view> cells;
  split_cells(names, separator, cells);
  std::vector<bool> leads;
  for (const std::string_view cell : cells) leads.push_back(!is_time_column(cell, leads.empty()));
  return leads;
}

// A line at a time, none longer than longest_line: a stream without line breaks does not fill the memory.
class Lines {
 public:
  explicit Lines(std::istream& in) : in_(*in.rdbuf()) {}

  bool next() {
    line_.clear();
    ++number_;
    for (int c = in_.sbumpc(); c != std::char_traits<char>::eof(); c = in_.sbumpc()) {
      if (c == '\n') return true;
      if (c != '\r') line_.push_back(static_cast<char>(c));
      if (line_.size() > longest_line)
        fail(fmt::format("is longer than {} characters: lines of numbers were expected", longest_line));
    }
    return !line_.empty();
  }

  const std::string& line() const { return line_; }
  std::int64_t number() const { return number_; }
  [[noreturn]] void fail(const std::string& message) const { throw Error::at_line(source, number_, message); }

 private:
  std::streambuf& in_;
  std::string line_;
  std::int64_t number_ = 0;
};

// Characters that a terminal would obey are shown as dots.
std::string shown(std::string_view text) {
  std::string out(text.substr(0, 40));
  std::ranges::replace_if(
      out, [](char c) { return c < ' ' || c > '~'; }, '.');
  return out;
}

// The line's samples, one a lead.
void read_frame(Lines& lines, std::vector<bool>& leads, std::vector<float>& frame) {
  if (lines.line().empty()) lines.fail("an empty line");
  if (!parse(lines.line(), frame)) lines.fail(fmt::format("'{}' is no line of numbers", shown(lines.line())));
  if (leads.empty()) leads.assign(frame.size(), true);
  if (frame.size() != leads.size())
    lines.fail(fmt::format("{} numbers, {} in the lines before", frame.size(), leads.size()));
  std::size_t kept = 0;
  for (std::size_t i = 0; i < leads.size(); ++i)
    if (leads[i]) frame[kept++] = frame[i];
  frame.resize(kept);
  if (kept < 1 || kept > 2) lines.fail(fmt::format("{} leads; expected 1 or 2, in mV", kept));
}

}  // namespace

void read_stream(std::istream& in, double rate, const std::function<void(std::span<const float>)>& take) {
  Lines lines(in);
  std::vector<bool> leads;
  std::vector<float> frame;
  std::int64_t recorded = 0;
  while (lines.next()) {
    if (lines.number() == 1 && !lines.line().empty() && !parse(lines.line(), frame)) {
      leads = lead_columns(lines.line());
      continue;
    }
    read_frame(lines, leads, frame);
    take(frame);
    if (std::ranges::any_of(frame, [](float value) { return !std::isnan(value); })) ++recorded;
  }
  if (static_cast<double>(recorded) < rate * shortest)
    throw Error(source, fmt::format("holds {} samples that were recorded; at least {:g} s of them are needed",
                                    recorded, shortest));
}

void classify_stream(std::istream& in, std::FILE* out, const Model& model, const StreamOptions& options) {
  std::optional<LiveRhythm> live;
  Labels labels(out, options);
  read_stream(in, options.rate, [&](std::span<const float> frame) {
    if (!live) live.emplace(model, options.rate, static_cast<int>(frame.size()));
    live->push(frame);
    labels.print(*live);
  });
  live->finish();
  labels.print(*live);
}

}  // namespace rwave::cli
