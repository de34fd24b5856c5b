#pragma once
// A beat set by the name that a user gives to data: one place knows what such a name may mean.

#include <filesystem>
#include <string>
#include <vector>

#include "beat/beat_set.h"
#include "dataset/cut_records.h"

namespace rwave {

// The beat set that `data` means, or those of several joined by commas ("mitdb,svdb"), one after the other:
//   a .beats file; a .csv file of Kaggle rows (five AAMI classes);
//   a folder with mitbih_train.csv and mitbih_test.csv, or with ptbdb_normal*.csv and ptbdb_abnormal*.csv;
//   a folder with LABELS.csv, or the name of a database that has one (ptbxl): infarction or not, see
//   infarction_rows.h (recipe kaggle-ptb12: twelve leads; kaggle: lead II);
//   a folder of annotated records, or the name of a database (mitdb) found as find_database does: cut by
//   `recipe`; "ptb-rows": the PTB rows (classes normal, abnormal) of the data folder's "kaggle" folder.
// Throws Error naming what is missing and what to do.
BeatSet load_beats(const std::string& data, const std::string& recipe, const CutOptions& options = {});

// The same, with what cutting left out; of rows that came cut nothing is known to be left out.
CutBeats load_cut(const std::string& data, const std::string& recipe, const CutOptions& options = {});

// UsageError where rows that came cut are of another recipe than the user asked for; "kaggle", the option's
// own value, asks for nothing.
void require_recipe(const BeatSet& set, const std::string& data, const std::string& recipe);

// The folders of annotated records that `data` means. UsageError where it means rows without their records.
std::vector<std::filesystem::path> records_folders(const std::string& data);

}  // namespace rwave
