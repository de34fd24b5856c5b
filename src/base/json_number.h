#pragma once
// Whole numbers out of JSON that anybody may have written. nlohmann's own get<int>() takes any number: one
// that has a fraction is cut, one that no int holds (1e78, or more digits than 64 bits) is undefined.

#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

namespace rwave {

// The value as an integer of type T. Throws nlohmann::json::exception, as get does, where it is no whole
// number or T does not hold it.
template <class T>
T whole_number(const nlohmann::json& value) {
  if (value.is_number_unsigned()) {
    if (const auto number = value.get<std::uint64_t>(); std::in_range<T>(number))
      return static_cast<T>(number);
  } else if (value.is_number_integer()) {
    if (const auto number = value.get<std::int64_t>(); std::in_range<T>(number))
      return static_cast<T>(number);
  }
  // 187.0, as other programs write a card again. Beyond 2^53 a double does not tell whole numbers apart.
  if (value.is_number_float()) {
    const auto number = value.get<double>();
    if (number == std::floor(number) && std::abs(number) <= 0x1p53 &&
        std::in_range<T>(static_cast<std::int64_t>(number)))
      return static_cast<T>(number);
  }
  throw nlohmann::json::out_of_range::create(406, "a whole number within bounds was expected", &value);
}

// The same of a list.
template <class T>
std::vector<T> whole_numbers(const nlohmann::json& list) {
  std::vector<T> numbers;
  for (const auto& value : list) numbers.push_back(whole_number<T>(value));
  return numbers;
}

// The member of an object, `otherwise` where it has none of this name.
template <class T>
T whole_number_or(const nlohmann::json& object, const char* name, T otherwise) {
  const auto found = object.find(name);
  return found == object.end() ? otherwise : whole_number<T>(*found);
}

}  // namespace rwave
