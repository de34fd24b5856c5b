#include "serve/library_search.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "record/formats.h"
#include "record/record_list.h"
#include "record/text.h"
#include "rwave/error.h"

namespace rwave::serve {
namespace {

namespace fs = std::filesystem;

// Of a folder's own records; a list, or a line of one, that does not read hides none of the others. Lines
// that name folders ("training/g1/") name no recording: the folders below are searched anyway.
std::vector<std::string> records_in(const fs::path& folder) {
  try {
    std::vector<UnusedName> passed_over;
    std::vector<std::string> records = list_records(folder, &passed_over);
    std::erase_if(records, [&](const std::string& record) {
      std::error_code ignored;
      return fs::is_directory(folder / record, ignored) && !fs::exists(folder / (record + ".hea"), ignored);
    });
    return records;
  } catch (const Error&) {
    return {};
  }
}

}  // namespace

void LibrarySearch::PassedOver::add(const std::string& name, const std::string& reason) {
  if (++count > 1) return;
  first = printable_utf8(name);  // it goes to terminals, and JSON takes no other text
  why = reason;
}

void LibrarySearch::add(LibraryEntry entry) {
  if (found_.size() < most_)
    found_.push_back(std::move(entry));
  else
    ++beyond_;
}

void LibrarySearch::add_folder(const fs::path& root) {
  search(root, root, 0);
}

LibrarySearch::Seen LibrarySearch::look_into(const fs::path& folder, const fs::path& root,
                                             const std::string& shown) {
  Seen seen;
  std::vector<fs::path> recordings;
  std::error_code fault;
  for (fs::directory_iterator entry(folder, fault), end; !fault && entry != end; entry.increment(fault)) {
    const fs::path& file = entry->path();
    std::error_code ignored;
    const std::string name = file.filename().string();
    if (name.starts_with('.')) continue;
    // What is no link lies where its folder does.
    if (entry->is_symlink(ignored) && !lies_in(file, root)) {
      if (file.extension() == ".hea" || is_recording_name(file) || entry->is_directory(ignored))
        outside_.add((fs::path(shown) / name).string(), "");
      continue;
    }
    if (entry->is_directory(ignored)) {
      if (is_searched_folder(file)) seen.below.push_back(file);
    } else if (entry->is_regular_file(ignored)) {
      seen.files.insert(name);
      if (is_recording_name(file)) recordings.push_back(file);
    }
  }
  if (fault) unreadable_.add(shown, fault.message());
  // A record's signal files (.mat too) are no recordings of their own.
  for (const fs::path& file : recordings)
    if (!seen.files.contains(file.stem().string() + ".hea")) seen.names.insert(file.filename().string());
  return seen;
}

void LibrarySearch::search(const fs::path& folder, const fs::path& root, int depth) {
  std::error_code ignored;
  const fs::path within = folder == root ? fs::path() : fs::relative(folder, root, ignored);
  // "DIR/" has no file name of its own, "DIR" has.
  const std::string shown = (within.empty() ? (root / "").parent_path().filename() : within).string();
  if (depth > deepest_folder) return deeper_.add(shown, "");
  Seen seen = look_into(folder, root, shown);
  const bool has_records =
      seen.files.contains("RECORDS") ||
      std::ranges::any_of(seen.files, [](const auto& name) { return name.ends_with(".hea"); });
  if (has_records)
    for (const std::string& record : records_in(folder))
      if (seen.files.contains(record + ".hea") || lies_in(folder / (record + ".hea"), root))
        seen.names.insert(record);
  for (const std::string& name : seen.names) add({"", (within / name).string(), folder / name, root});
  std::ranges::sort(seen.below);
  for (const fs::path& next : seen.below) search(next, root, depth + 1);
}

LibraryList LibrarySearch::take() {
  LibraryList list{std::move(found_), {}};
  if (beyond_ > 0)
    list.left_out.push_back(
        fmt::format("{} more recordings are not listed: {} are the most. Serve folders below the one given.",
                    grouped(static_cast<std::int64_t>(beyond_)), grouped(static_cast<std::int64_t>(most_))));
  if (unreadable_.count > 0)
    list.left_out.push_back(fmt::format("{} cannot be read, the first is {}: {}.",
                                        counted(static_cast<std::int64_t>(unreadable_.count), "folder"),
                                        unreadable_.first, unreadable_.why));
  if (outside_.count > 0)
    list.left_out.push_back(fmt::format(
        "{} out of the folder {} not followed, the first is {}. Serve the folder that it leads to.",
        counted(static_cast<std::int64_t>(outside_.count), "link"), outside_.count == 1 ? "is" : "are",
        outside_.first));
  if (deeper_.count > 0)
    list.left_out.push_back(fmt::format("{} more than {} levels down are not searched, the first is {}.",
                                        counted(static_cast<std::int64_t>(deeper_.count), "folder"),
                                        deepest_folder, deeper_.first));
  return list;
}

}  // namespace rwave::serve
