#include "dataset/origin_csv.h"

#include <fmt/format.h>

#include "base/output_file.h"

namespace rwave {

// The published CSV form has room for values and a class and nothing else. Line by line next to it,
// this file lets another program split by patient without reading the recordings.
void write_origin_csv(const std::filesystem::path& file, const BeatSet& set,
                      std::span<const std::uint32_t> rows) {
  OutputFile out(file);
  out.write("record,sample,class,patient\n");
  for (const std::uint32_t row : rows) {
    const RecordOrigin& origin = set.records[set.record[row]];
    out.write(fmt::format("{},{},{},{}\n", origin.record, set.sample[row], set.classes[set.labels[row]],
                          origin.patient));
  }
  out.commit();
}

}  // namespace rwave
