#include "infer/card_json.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace rwave::infer {
namespace {

using nlohmann::json;

// Cards are flat but for the training's record; deeper ones are not ours, and would be emptied by recursion.
constexpr std::size_t deepest = 64;

// From the leaves up: a container without children is destroyed without memory.
void empty(json& value) noexcept {
  if (!value.is_structured()) return;
  for (json& child : value) empty(child);
  if (value.is_array())
    value.get_ref<json::array_t&>().clear();
  else
    value.get_ref<json::object_t&>().clear();
}

// Puts what the parser finds into a value that its owner empties. Only leaves and empty containers are ever
// temporaries.
class Builder : public nlohmann::json_sax<json> {
 public:
  explicit Builder(json& root) : root_(root) {}

  bool null() override { return put(nullptr) != nullptr; }
  bool boolean(bool value) override { return put(value) != nullptr; }
  bool number_integer(std::int64_t value) override { return put(value) != nullptr; }
  bool number_unsigned(std::uint64_t value) override { return put(value) != nullptr; }
  bool number_float(double value, const std::string& /*text*/) override { return put(value) != nullptr; }
  bool string(std::string& value) override { return put(std::move(value)) != nullptr; }
  bool binary(json::binary_t& /*value*/) override { return false; }
  bool start_object(std::size_t /*size*/) override { return open(json::value_t::object); }
  bool key(std::string& name) override {
    key_ = std::move(name);
    return true;
  }
  bool end_object() override { return leave(); }
  bool start_array(std::size_t /*size*/) override { return open(json::value_t::array); }
  bool end_array() override { return leave(); }
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const json::exception& /*fault*/) override {
    return false;
  }

 private:
  template <typename Value>
  json* put(Value&& value) {
    if (within_.empty()) return &(root_ = std::forward<Value>(value));
    json& parent = *within_.back();
    if (parent.is_array()) return &parent.get_ref<json::array_t&>().emplace_back(std::forward<Value>(value));
    // The last of two fields of one name counts, as parse() has it.
    json& field = parent.get_ref<json::object_t&>()[key_];
    empty(field);
    return &(field = std::forward<Value>(value));
  }

  bool open(json::value_t kind) {
    if (within_.size() == deepest) return false;
    within_.push_back(put(kind));
    return true;
  }
  bool leave() {
    within_.pop_back();
    return true;
  }

  json& root_;
  std::vector<json*> within_;
  std::string key_;
};

}  // namespace

CardJson::CardJson(std::string_view text) {
  // An object whose constructor throws has no destructor: what was built so far is emptied here.
  try {
    Builder builder(value_);
    if (json::sax_parse(text, &builder)) return;
  } catch (...) {
    empty(value_);
    throw;
  }
  empty(value_);
  value_ = json(json::value_t::discarded);
}

CardJson::~CardJson() {
  empty(value_);
}

}  // namespace rwave::infer
