#pragma once
// Spooled trials: whole trials whose database went away, written to files until it is back.

#include <filesystem>
#include <vector>

#include "study/study.h"

namespace rwave::study {

// Writes FOLDER/spooled-trial-N.json, whole or not at all, and returns its path. A number is added where
// another study has spooled a trial of that number into the same folder.
std::filesystem::path spool_trial(const std::filesystem::path& folder, const Study& study,
                                  const Trial& trial);

// Stores what the folder holds of this study, removes the files, and gives the trials' numbers. Files of
// other studies are left alone. A file is matched by the study's name and the trial's id, number and worker:
// ids alone may be another database's. Error where it is of a trial that the database does not hold. Files of
// 0.1.0, called kept-trial-N.json, are stored too.
std::vector<int> store_spooled(const std::filesystem::path& folder, Study& study);

}  // namespace rwave::study
