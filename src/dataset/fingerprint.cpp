#include "dataset/fingerprint.h"

#include "base/checksum.h"

namespace rwave {

std::string fingerprint(const BeatSet& set, const Split& split) {
  Checksum checksum;
  checksum.add_values(set.values.data(), set.values.size());
  checksum.add_values(set.labels.data(), set.labels.size());
  for (const auto* rows : {&split.train, &split.validation, &split.test}) {
    const std::uint64_t count = rows->size();
    checksum.add_values(&count, 1);
    checksum.add_values(rows->data(), rows->size());
  }
  return checksum.text();
}

}  // namespace rwave
