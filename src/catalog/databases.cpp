#include "catalog/databases.h"

#include <algorithm>
#include <array>

namespace rwave {
namespace {

// A version is named, not "latest", so that the same command brings the same bytes in later years.
constexpr std::array databases = {
    Database{"mitdb", "1.0.0", "MIT-BIH Arrhythmia Database"},
    Database{"svdb", "1.0.0", "MIT-BIH Supraventricular Arrhythmia Database"},
    Database{"nstdb", "1.0.0", "MIT-BIH Noise Stress Test Database"},
    Database{"ptbdb", "1.0.0", "PTB Diagnostic ECG Database"},
    Database{"ptb-xl", "1.0.3", "PTB-XL, a large publicly available electrocardiography dataset", "ptbxl"},
    Database{"incartdb", "1.0.0", "St Petersburg INCART 12-lead Arrhythmia Database"},
};

}  // namespace

std::span<const Database> published_databases() {
  return databases;
}

const Database* published_database(std::string_view name) {
  const auto found = std::ranges::find_if(databases, [&](const Database& one) {
    return one.name == name || (!name.empty() && one.folder_name == name);
  });
  return found == databases.end() ? nullptr : &*found;
}

bool is_published(std::string_view name) {
  return published_database(name) != nullptr;
}

// Names only, not paths: data/ptb-xl/1.0.3 is a folder that somebody means as it is.
std::vector<std::string> folder_names(std::string_view name) {
  std::vector<std::string> names = {std::string(name)};
  if (const Database* known = published_database(name))
    for (const std::string_view other : {known->name, known->folder_name})
      if (!other.empty() && other != name) names.emplace_back(other);
  return names;
}

// The database's documentation says that records 201 and 202 are of one man. Apart they would be a
// patient on both sides of a split.
std::string mitdb_patient(std::string_view record) {
  if (record == "201" || record == "202") return "mitdb/201+202";
  return "mitdb/" + std::string(record);
}

}  // namespace rwave
