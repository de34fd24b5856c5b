#include "record/record_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "record/byte_source.h"
#include "record/formats.h"
#include "record/text.h"
#include "record/wfdb/header.h"
#include "rwave/error.h"

namespace rwave {
namespace fs = std::filesystem;
namespace {

constexpr std::int64_t record_list_limit = 16 << 20;

// Record names stand in tables and reports: what would break a line of those is refused where it comes in.
bool is_printable_name(std::string_view name) {
  return is_utf8(name) && std::ranges::none_of(name, [](unsigned char c) {
           return c < 0x20 || c == 0x7f || c == ',' || c == '"';
         });
}

constexpr std::string_view bad_name =
    "a record name must be UTF-8 text without control characters, commas and quotes";

// Throws Error where the line of RECORDS is no name of a record in the folder.
void check_record_name(const std::string& file, std::int64_t number, std::string_view line) {
  if (!is_printable_name(line)) throw Error::at_line(file, number, bad_name);
  // ".." or an absolute path in RECORDS could name any file of the machine.
  for (std::string_view parts = line; !parts.empty();) {
    if (!is_plain_name(take_until(parts, '/')))
      throw Error::at_line(file, number, fmt::format("'{}' lies outside the folder", line));
  }
}

// PhysioNet's RECORDS: a record name a line; larger databases name it with its folder ("p00/p000020/1").
std::vector<std::string> read_record_list(const fs::path& file, std::vector<UnusedName>* faults) {
  const std::string text = read_small_file(file, record_list_limit);
  std::vector<std::string> records;
  std::int64_t number = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view line = trim(take_line(rest));
    ++number;
    if (line.empty()) continue;
    try {
      check_record_name(file.string(), number, line);
      records.emplace_back(line);
    } catch (const Error& fault) {
      if (faults == nullptr) throw;
      faults->push_back({fmt::format("RECORDS, line {}", number), fault.what()});
    }
  }
  if (records.empty() && faults != nullptr && !faults->empty()) throw Error(faults->front().fault);
  return records;
}

std::vector<std::string> find_headers(const fs::path& folder, std::vector<UnusedName>* faults) {
  std::set<std::string> records;
  std::set<std::string> segments;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".hea") continue;
    std::string name = entry.path().stem().string();
    if (!is_printable_name(name)) {
      const std::string shown = printable_utf8(entry.path().filename().string());
      const Error fault(folder.string(),
                        fmt::format("{} has a name that cannot be used: {}", shown, bad_name));
      if (faults == nullptr) throw fault;
      faults->push_back({shown, fault.what()});
      continue;
    }
    records.insert(std::move(name));
    // A header that cannot be read stays in the list: opening it says what is wrong.
    try {
      // Segments have headers of their own in the same folder. Counted as records, each would be
      // read twice.
      for (const SegmentLine& segment : read_header(entry.path()).segments) segments.insert(segment.record);
    } catch (const Error&) {
      continue;
    }
  }
  std::vector<std::string> found;
  std::ranges::set_difference(records, segments, std::back_inserter(found));
  return found;
}

}  // namespace

bool is_hidden(const fs::path& file) {
  return file.filename().string().starts_with('.');
}

bool is_searched_folder(const fs::path& folder) {
  return !is_hidden(folder) && folder.extension() != ".rwave";
}

bool seems_to_hold_recordings(const fs::path& folder) {
  std::error_code fault;
  for (fs::directory_iterator entry(folder, fault), end; !fault && entry != end; entry.increment(fault))
    if (entry->path().extension() == ".hea" || is_recording_name(entry->path())) return true;
  return false;
}

std::vector<std::string> list_records(const fs::path& folder, std::vector<UnusedName>* faults) {
  std::error_code fault;
  if (!fs::is_directory(folder, fault)) throw Error(folder.string(), "not a folder");
  std::vector<std::string> records = fs::is_regular_file(folder / "RECORDS", fault)
                                         ? read_record_list(folder / "RECORDS", faults)
                                         : find_headers(folder, faults);
  if (records.empty() && faults != nullptr && !faults->empty()) throw Error(faults->front().fault);
  if (records.empty()) throw Error(folder.string(), "holds no WFDB records (no RECORDS file, no *.hea file)");
  std::ranges::sort(records);
  records.erase(std::unique(records.begin(), records.end()), records.end());
  return records;
}

}  // namespace rwave
