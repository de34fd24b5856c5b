#include "cli/learn/seen_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/text.h"
#include "beat/fingerprint.h"
#include "beat/split.h"
#include "cli/learn/row_choice.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

constexpr const char* the_source = "the network that this one starts from";

// How the source used these rows; nothing where they are not those of its training.
std::optional<Split> split_of(const learn::ModelRecord& source, const BeatSet& set) {
  const RowChoice choice = row_choice(source.options);
  try {
    Split split = make_split(set, choice.split, choice.test_share, choice.seed);
    thin_training(set, split, choice.train_share, choice.seed);
    if (choice.validation > 0)
      hold_out_validation(set, split, choice.validation, choice.validation_by_patient, choice.seed);
    if (source.training.value("rows_checksum", "") == fingerprint(set, split)) return split;
  } catch (const Error&) {  // rows that cannot be split so are others
  }
  return std::nullopt;
}

std::string name_of(const std::string& data) {
  const std::filesystem::path path = data;
  return (path.has_filename() ? path : path.parent_path()).filename().string();
}

}  // namespace

std::string seen_rows(const learn::ModelRecord& source, const Dataset& dataset) {
  const auto& test = dataset.split.test;
  if (test.empty()) return "";
  const auto split = split_of(source, dataset.set);
  if (!split) {
    if (name_of(source.options.data) != name_of(dataset.choice.data)) return "";
    return fmt::format("{} was trained on '{}' too: it may have seen test rows", the_source,
                       dataset.choice.data);
  }
  std::vector<bool> used(dataset.set.size());
  for (const auto* rows : {&split->train, &split->validation})
    for (const std::uint32_t row : *rows) used[row] = true;
  const auto seen = std::ranges::count_if(test, [&](std::uint32_t row) { return used[row]; });
  if (seen == 0) return "";
  return fmt::format("{} of the {} test rows trained {}", grouped(seen),
                     grouped(static_cast<std::int64_t>(test.size())), the_source);
}

}  // namespace rwave::cli
