#pragma once
// Trials whose database went away: kept as files beside the study's tables until it is back.

#include <filesystem>
#include <vector>

#include "study/study.h"

namespace rwave::study {

// Writes FOLDER/kept-trial-N.json and returns its path.
std::filesystem::path keep(const std::filesystem::path& folder, const Study& study, const Trial& trial);

// Stores what the folder keeps of this study, removes the files, and gives the trials' numbers. A file is
// matched by the study's name and the trial's id, number and worker; Error where it is of a
// trial that the database does not hold.
std::vector<int> store_kept(const std::filesystem::path& folder, Study& study);

}  // namespace rwave::study
