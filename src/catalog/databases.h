#pragma once
// The public databases that are known by name, for whoever looks for one or fetches it; and what is known of
// the MIT-BIH Arrhythmia Database beyond its files: its 48 records, its patients, the lists that published
// work trains and tests on.

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rwave {

// A database as PhysioNet publishes it: SITE/NAME/VERSION/, with SHA256SUMS.txt and RECORDS at the top.
struct Database {
  // PhysioNet's short name ("mitdb"), the version that is fetched, and the title as a page shows it.
  std::string_view name;
  std::string_view version;
  std::string_view title;
  // Another name that its folder goes by; empty: none.
  std::string_view folder_name = {};
};

std::span<const Database> published_databases();

// The database of that name or folder name; null where it is none of them.
const Database* published_database(std::string_view name);

// Whether a database is one of them.
bool is_published(std::string_view name);

// The names that a database's folder may have, the given one first: `rwave fetch ptb-xl` makes ptb-xl, papers
// and prepared copies say ptbxl, and both mean one database.
std::vector<std::string> folder_names(std::string_view name);

// The MIT-BIH Arrhythmia Database, in the order of its RECORDS file.
inline constexpr std::array<std::string_view, 48> mitdb_records = {
    "100", "101", "102", "103", "104", "105", "106", "107", "108", "109", "111", "112",
    "113", "114", "115", "116", "117", "118", "119", "121", "122", "123", "124", "200",
    "201", "202", "203", "205", "207", "208", "209", "210", "212", "213", "214", "215",
    "217", "219", "220", "221", "222", "223", "228", "230", "231", "232", "233", "234"};

// De Chazal, O'Dwyer, Reilly 2004: records of different patients to train (DS1) and to test (DS2).
inline constexpr std::array<std::string_view, 22> mitdb_ds1 = {
    "101", "106", "108", "109", "112", "114", "115", "116", "118", "119", "122",
    "124", "201", "203", "205", "207", "208", "209", "215", "220", "223", "230"};
inline constexpr std::array<std::string_view, 22> mitdb_ds2 = {
    "100", "103", "105", "111", "113", "117", "121", "123", "200", "202", "210",
    "212", "213", "214", "219", "221", "222", "228", "231", "232", "233", "234"};

// Length of every mitdb record in samples at 360 Hz: tells the database's records from others of the same
// name.
inline constexpr long mitdb_frames = 650000;

// The patient of a record, as an identifier: 201 and 202 are one person, every other record a person of its
// own.
std::string mitdb_patient(std::string_view record);

}  // namespace rwave
