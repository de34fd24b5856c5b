#pragma once
// Rows that tell an infarction from a healthy heart, from 12-lead recordings with a diagnosis each.

#include <filesystem>
#include <string_view>

#include "beat/beat_set.h"

namespace rwave {

// The file that makes a folder of recordings such a database.
inline constexpr std::string_view diagnosis_file = "LABELS.csv";

// The recipes, in the form of the published PTB rows as far as it is known: lead II, and all twelve leads, a
// channel each in the order I II III aVR aVL aVF V1 to V6.
inline constexpr std::string_view infarction_recipe = "kaggle-ptb";
inline constexpr std::string_view twelve_lead_recipe = "kaggle-ptb12";

// A row for each beat: from the R peak (found by our detector in lead II) over 1.2 of the recording's median
// RR interval, at 125 Hz, each lead from 0 (its least value) to 1 (its greatest), zeros up to 187 samples;
// slower than 48 beats a minute it is cut there. A beat that a lead did not record, or whose lead II is flat,
// has no row; another lead that is flat (its electrode was off) is all zeros. Classes "normal" and
// "abnormal".
//
// LABELS.csv has columns record, patient and label (NORM or MI; recordings with other labels are left out).
// Throws Error with its line where it names no recording or lacks a column, and where nothing is left;
// Error naming the recording where it lacks a lead; UsageError for another recipe than these two.
BeatSet cut_infarction_rows(const std::filesystem::path& folder, std::string_view recipe = infarction_recipe);

}  // namespace rwave
