#include "catalog/mitdb.h"

namespace rwave {

std::string mitdb_patient(std::string_view record) {
  if (record == "201" || record == "202") return "mitdb/201+202";
  return "mitdb/" + std::string(record);
}

}  // namespace rwave
