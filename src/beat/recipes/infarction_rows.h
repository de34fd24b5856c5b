#pragma once
// The recipes kaggle-ptb and kaggle-ptb12: rows that tell an infarction from a healthy heart, from 12-lead
// recordings with a diagnosis each.

#include <filesystem>
#include <string_view>

#include "beat/beat_set.h"
#include "beat/recipes/recipe.h"

namespace rwave {

// The file that makes a folder of recordings such a database.
inline constexpr std::string_view diagnosis_file = "LABELS.csv";

// Rows in the form of the published PTB rows as far as it is known: of lead II (infarction_recipe), and of
// all twelve leads (twelve_lead_recipe), a channel each in the order I II III aVR aVL aVF V1 to V6.
//
// A row for each beat: from the R peak (found by our detector in lead II) over 1.2 of the recording's median
// RR interval, at 125 Hz, each lead from 0 (its least value) to 1 (its greatest), zeros up to 187 samples;
// slower than 48 beats per minute it is cut there. A beat that a lead did not record, or whose lead II is
// flat, has no row; another lead that is flat (its electrode was off) is all zeros. Classes "normal" and
// "abnormal".
//
// LABELS.csv has columns record, patient and label (NORM or MI; recordings with other labels are left out).
// Throws Error with its line where it names no recording or lacks a column, and where nothing is left;
// Error naming the recording where it lacks a lead. `recipe`: one of the two.
BeatSet cut_infarction_rows(const std::filesystem::path& folder, const Recipe& recipe = infarction_recipe());

}  // namespace rwave
