#pragma once
// JSON of a model card, read so that memory may be refused at any moment.

#include <nlohmann/json.hpp>
#include <string_view>

namespace rwave::infer {

// A parsed text. nlohmann's own parse() ends the process where memory runs out: it unwinds through
// destructors of arrays and objects, which allocate. Here containers are emptied from within before they are
// destroyed, which takes no memory.
class CardJson {
 public:
  // Throws bad_alloc. Of a text that is no JSON value() is discarded, as parse() has it.
  explicit CardJson(std::string_view text);
  CardJson(const CardJson&) = delete;
  CardJson& operator=(const CardJson&) = delete;
  ~CardJson();

  const nlohmann::json& value() const { return value_; }

 private:
  nlohmann::json value_;
};

}  // namespace rwave::infer
