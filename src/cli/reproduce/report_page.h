#pragma once
// The page of a report, made of what its steps left. What was not run is said to be so.

#include <filesystem>

#include "cli/reproduce/progress.h"

namespace rwave::cli {

// Writes ROOT/index.html with figures/ and tables/ beside it, and returns its path.
std::filesystem::path write_report_page(const Progress& progress, bool quick);

}  // namespace rwave::cli
