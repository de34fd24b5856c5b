// Journals of edits: any bytes are records or an Error, and any record is an edit or an Error. Each line is
// also taken for a record's text and sealed with its length and checksum, or few changes would get past
// those.
#include <fmt/format.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/checksum.h"
#include "rwave/error.h"
#include "serve/edit_log.h"
#include "serve/journal.h"

namespace {

using rwave::serve::Edit;
using rwave::serve::EditLog;

std::string sealed(std::string_view text) {
  rwave::Checksum sum;
  sum.add(text);
  return fmt::format("{:08x} {} {}\n", text.size(), sum.text(), text);
}

// As the review reads it: edits in order of revision, others passed over.
void replay(const rwave::serve::JournalContent& content) {
  EditLog log;
  for (const std::string& record : content.records) {
    const auto json = nlohmann::json::parse(record, nullptr, false);
    try {
      Edit edit = rwave::serve::edit_of(json);
      if (edit.revision <= log.revision()) continue;
      log.conflicts(edit, 0);
      rwave::serve::text_of(edit);
      if (rwave::serve::edit_of(nlohmann::json::parse(rwave::serve::journal_json(edit).dump(
                                    -1, ' ', false, nlohmann::json::error_handler_t::replace)))
              .revision != edit.revision)
        std::abort();
      log.add(std::move(edit));
    } catch (const rwave::Error&) {
      continue;
    }
  }
  log.next_undo();
  log.next_redo();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    replay(rwave::serve::parse_journal(bytes, "fuzz"));
  } catch (const rwave::Error&) {
  }
  std::string whole = "rwave journal 1\n";
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    const std::size_t head = std::min<std::size_t>(line.size(), line.find('{'));
    whole += sealed(line.substr(head == line.size() ? 0 : head));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
  }
  const rwave::serve::JournalContent content = rwave::serve::parse_journal(whole, "fuzz");
  if (content.torn_bytes != 0 || !content.damage.empty()) std::abort();
  replay(content);
  return 0;
}
