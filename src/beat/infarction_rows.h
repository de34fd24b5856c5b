#pragma once
// Rows that tell an infarction from a healthy heart, from 12-lead recordings with a diagnosis each.

#include <filesystem>
#include <string_view>

#include "beat/beat_set.h"

namespace rwave {

// The file that makes a folder of recordings such a database.
inline constexpr std::string_view diagnosis_file = "LABELS.csv";

// A row for each beat of lead II, in the form of the published PTB rows as far as it is known: from the R
// peak (found by our detector) over 1.2 of the recording's median RR interval, at 125 Hz, from 0 (its least
// value) to 1 (its greatest), zeros up to 187 samples; slower than 48 beats a minute it is cut there. Classes
// "normal" and "abnormal".
//
// LABELS.csv has columns record, patient and label (NORM or MI; recordings with other labels are left out).
// Throws Error with its line where it names no recording or lacks a column, and where nothing is left.
BeatSet cut_infarction_rows(const std::filesystem::path& folder);

}  // namespace rwave
