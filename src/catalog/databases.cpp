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
    Database{"ptb-xl", "1.0.3", "PTB-XL, a large publicly available electrocardiography dataset"},
    Database{"incartdb", "1.0.0", "St Petersburg INCART 12-lead Arrhythmia Database"},
};

}  // namespace

std::span<const Database> published_databases() {
  return databases;
}

bool is_published(std::string_view name) {
  return std::ranges::find(databases, name, &Database::name) != databases.end();
}

}  // namespace rwave
