#pragma once
// Which rows train and which test. Every split names itself, so that no score is printed without one.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "beat/beat_set.h"

namespace rwave {

// The names of the published files.
inline constexpr std::string_view kaggle_train_file = "mitbih_train.csv";
inline constexpr std::string_view kaggle_test_file = "mitbih_test.csv";

// The name of the split that the published files make; "kaggle" is its former name.
inline constexpr std::string_view official_split_name = "official";

// The official split of the mitdb rows, Kaggle's: the 21,892 test rows in the file's own order, all others
// for training in record order; for rows read from the published files, each file's rows. Every patient is on
// both sides. Error where the set lacks one of the rows.
Split official_split(const BeatSet& set);

// De Chazal 2004: the 22 DS1 records train, the 22 DS2 records test, the four paced records are left out.
Split ds1_ds2_split(const BeatSet& set);

// A share of each class's rows, drawn with the seed, tests (stratified; patients on both sides).
Split random_split(const BeatSet& set, double test_share, std::uint64_t seed);

// Whole patients, drawn with the seed until about `test_share` of the rows test. Error where patients are not
// known.
Split patient_split(const BeatSet& set, double test_share, std::uint64_t seed);

// Fold `fold` of `folds` tests: rows stratified by class, drawn with the seed.
Split fold_split(const BeatSet& set, int fold, int folds, std::uint64_t seed);

// The same by patient: whole patients in turn, drawn with the seed, those of each class spread over the folds
// (a patient counts for the class of most of their rows). Error where patients are not known, or fewer than
// folds.
Split patient_fold_split(const BeatSet& set, int fold, int folds, std::uint64_t seed);

// Fold `fold` of `folds` of the DS1 records tests, the other DS1 records train: for every choice that is made
// before DS2 is evaluated on. Folds take the records of de Chazal's list in turn.
Split ds1_fold_split(const BeatSet& set, int fold, int folds);

// Splits of mitdb and svdb together (svdb_splits.cpp); every record of svdb is of another patient, and paced
// records are left out.

// DS1 and every second record of svdb (the 1st, 3rd, ... by name) train, DS2 and the others test.
Split ds1_svdb_split(const BeatSet& set);

// DS1 trains, and those svdb records test that train in ds1_svdb_split: S beats for choices, of which DS1
// has few. The other svdb records stay unseen.
Split ds1_for_svdb_split(const BeatSet& set);

// DS1 and DS2 train, all records of svdb test.
Split mitdb_for_svdb_split(const BeatSet& set);

// What make_split knows.
inline constexpr std::string_view split_names =
    "official, ds1ds2, random, patient, fold:K/N, patient:K/N (folds by patient), ds1:K/N (folds of the DS1 "
    "patients); of "
    "mitdb,svdb: ds1svdb, ds1:svdb, mitdb:svdb";

// What the split is called now, where `name` is a former one, which is then said once (base/warning.h) of
// `where`, a file or an option, unless that is empty. Other names stay.
std::string current_split(std::string_view name, std::string_view where);

// The split of that name, or former name. UsageError for another name (the names are listed).
Split make_split(const BeatSet& set, std::string_view name, double test_share, std::uint64_t seed);

// Keeps a share of each class's training rows, drawn with the seed, and of each class at least one; the
// description says so. A share of 1 changes nothing.
void subsample_training(const BeatSet& set, Split& split, double share, std::uint64_t seed);

// Moves a share of the training rows to validation: stratified rows, or whole patients where `by_patient`.
void hold_out_validation(const BeatSet& set, Split& split, double share, bool by_patient, std::uint64_t seed);

}  // namespace rwave
