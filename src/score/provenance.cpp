#include "score/provenance.h"

#include <fmt/format.h>

#include "rwave/error.h"

namespace rwave {

// Called where a score leaves the program, not where it is computed: a figure without its split has flattered
// many a paper, and no form may print one.
void require_complete(const Provenance& provenance) {
  const auto require = [](const std::string& field, const char* name) {
    if (field.empty())
      throw Error(fmt::format("a score is not shown without its {}: the caller must name it", name));
  };
  require(provenance.model, "model");
  require(provenance.data, "data");
  require(provenance.split, "split");
  require(provenance.seeds, "seed");
}

// Commas occur within the fields, so bars separate them.
std::string head_line(const Provenance& provenance) {
  require_complete(provenance);
  return fmt::format("model {} | data {} | split {} | seed {}", provenance.model, provenance.data,
                     provenance.split, provenance.seeds);
}

}  // namespace rwave
