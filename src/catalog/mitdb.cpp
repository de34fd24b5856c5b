#include "catalog/mitdb.h"

namespace rwave {

// The database's documentation says that records 201 and 202 are of one man. Apart they would be a
// patient on both sides of a split.
std::string mitdb_patient(std::string_view record) {
  if (record == "201" || record == "202") return "mitdb/201+202";
  return "mitdb/" + std::string(record);
}

}  // namespace rwave
