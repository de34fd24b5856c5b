#include "cli/learn/seen_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <utility>

#include "base/text.h"
#include "cli/learn/row_choice.h"
#include "dataset/fingerprint.h"
#include "dataset/split.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

constexpr const char* the_source = "the network that this one starts from";

// How the source used these rows; nothing where they are not those of its training.
std::optional<Split> split_of(const learn::ModelRecord& source, const BeatSet& set) {
  const RowChoice choice = row_choice(source.options);
  try {
    Split split = make_split(set, choice.split, choice.test_share, choice.seed);
    subsample_training(set, split, choice.train_share, choice.seed);
    if (choice.validation > 0)
      hold_out_validation(set, split, choice.validation, choice.validation_by_patient, choice.seed);
    if (source.training.value("rows_checksum", "") == fingerprint(set, split)) return split;
  } catch (const Error&) {  // rows that cannot be split so are others
  }
  return std::nullopt;
}

// How many of `asked` the source was trained on, by its split.
std::int64_t used_among(const std::vector<std::uint32_t>& asked, const BeatSet& set,
                        std::initializer_list<const std::vector<std::uint32_t>*> parts) {
  std::vector<bool> used(set.size());
  for (const auto* rows : parts)
    for (const std::uint32_t row : *rows) used[row] = true;
  return std::ranges::count_if(asked, [&](std::uint32_t row) { return used[row]; });
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
  const auto seen = used_among(test, dataset.set, {&split->train, &split->validation});
  if (seen == 0) return "";
  return fmt::format("{} of the {} test rows trained {}", grouped(seen),
                     grouped(static_cast<std::int64_t>(test.size())), the_source);
}

// Its own validation rows are no fault here: they did not train it.
std::string rows_taught(const std::string& name, const learn::ModelRecord& teacher, const Dataset& dataset) {
  const auto split = split_of(teacher, dataset.set);
  if (!split) return "";
  std::string text;
  for (const auto& [part, rows] :
       {std::pair{"validation", &dataset.split.validation}, {"test", &dataset.split.test}}) {
    const std::int64_t taught = used_among(*rows, dataset.set, {&split->train});
    if (taught > 0)
      text += fmt::format("{}{} of the {} {} rows trained the teacher {}", text.empty() ? "" : "; ",
                          grouped(taught), grouped(static_cast<std::int64_t>(rows->size())), part, name);
  }
  return text;
}

}  // namespace rwave::cli
