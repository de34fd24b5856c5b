// Texts that come with files: model cards, lists of checksums, the program's own tables.
#include <string_view>

#include "base/csv_table.h"
#include "fetch/checksum_list.h"
#include "infer/model_card.h"
#include "rwave/error.h"

namespace {

template <class Parse>
void parse(Parse parse) {
  try {
    parse();
  } catch (const rwave::Error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  parse([&] {
    const rwave::infer::ModelCard card = rwave::infer::card_of(text, "fuzz");
    if (rwave::infer::card_of(rwave::infer::to_text(card), "fuzz") != card) __builtin_trap();
  });
  parse([&] { rwave::recording_files(rwave::parse_checksum_list(text, "fuzz"), text, "fuzz"); });
  parse([&] {
    const rwave::CsvTable table = rwave::parse_csv(text, "fuzz");
    const rwave::CsvTable again = rwave::parse_csv(rwave::csv_text(table), "fuzz");
    if (again.head != table.head || again.rows != table.rows) __builtin_trap();
  });
  return 0;
}
