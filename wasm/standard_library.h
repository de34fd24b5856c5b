#pragma once
// What emscripten's C++ standard library (libc++ 13) lacks of C++20 and rwave uses: algorithms over ranges,
// numbers from text, std::jthread. Included before each file of the WebAssembly build alone (wasm/CMakeLists.txt);
// to be thrown away with the first Debian whose emscripten brings libc++ 20.
//
// Added to namespace std, which the standard forbids and this library does not notice. Refused: names of our own
// all over the program, for the sake of one compiler.

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <iterator>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

namespace std {

template <typename To, typename From>
constexpr To bit_cast(const From& from) noexcept {
  return __builtin_bit_cast(To, from);
}

// Numbers from text as std::from_chars reads them: no blanks, no plus, no hexadecimal digits, and nothing of the
// locale, which musl's strtod does not know. Its result is correctly rounded, as libstdc++'s is.
template <typename Real>
  requires std::is_floating_point_v<Real>
from_chars_result from_chars(const char* first, const char* last, Real& value) {
  const char* at = first;
  if (at != last && *at == '-') ++at;
  const bool word = at != last && (*at == 'i' || *at == 'I' || *at == 'n' || *at == 'N');  // inf, nan
  if (!word) {
    int digits = 0;
    for (; at != last && *at >= '0' && *at <= '9'; ++at) ++digits;
    if (at != last && *at == '.')
      for (++at; at != last && *at >= '0' && *at <= '9'; ++at) ++digits;
    if (digits == 0) return {first, errc::invalid_argument};
    if (at != last && (*at == 'e' || *at == 'E')) {
      const char* power = at + 1;
      if (power != last && (*power == '-' || *power == '+')) ++power;
      if (power != last && *power >= '0' && *power <= '9') {
        while (power != last && *power >= '0' && *power <= '9') ++power;
        at = power;
      }
    }
  } else {
    while (at != last && std::isalpha(static_cast<unsigned char>(*at))) ++at;
  }
  const std::string text(first, at);
  char* end = nullptr;
  Real read;
  if constexpr (std::is_same_v<Real, float>) read = std::strtof(text.c_str(), &end);
  else read = static_cast<Real>(std::strtod(text.c_str(), &end));
  if (end == text.c_str()) return {first, errc::invalid_argument};
  const char* stop = first + (end - text.c_str());
  // Too great, or too small to be told from 0: the standard leaves `value` as it was.
  const bool zero = read == 0 && std::any_of(text.begin(), text.end(), [](char c) { return c >= '1' && c <= '9'; }) &&
                    std::strcspn(text.c_str(), "123456789") < std::strcspn(text.c_str(), "eE");
  if (!word && (read - read != 0 || zero)) return {stop, errc::result_out_of_range};
  value = read;
  return {stop, errc()};
}

// No threads here: one that is made is a fault, which src/base/parallel.cpp never makes with one core.
class jthread : public thread {
 public:
  using thread::thread;
  jthread(jthread&&) noexcept = default;
  ~jthread() {
    if (joinable()) join();
  }
};

namespace ranges {
namespace rwave_detail {

// std::invoke of what is either a member of the argument or is called with it.
template <typename F, typename... A>
constexpr decltype(auto) call(F&& f, A&&... a) {
  return std::invoke(std::forward<F>(f), std::forward<A>(a)...);
}

template <typename R>
concept Range = requires(R& r) {
  std::begin(r);
  std::end(r);
};

struct Same {
  template <typename T>
  constexpr T&& operator()(T&& value) const {
    return std::forward<T>(value);
  }
};

struct Less {
  template <typename A, typename B>
  constexpr bool operator()(const A& a, const B& b) const {
    return a < b;
  }
};

// A comparison of projected values, for the algorithms that take two iterators.
template <typename Compare, typename Projection>
constexpr auto by(Compare& compare, Projection& projection) {
  return [&](const auto& a, const auto& b) -> bool {
    return call(compare, call(projection, a), call(projection, b));
  };
}

template <typename Test, typename Projection>
constexpr auto where(Test& test, Projection& projection) {
  return [&](auto&& a) -> bool { return call(test, call(projection, a)); };
}

template <typename Value>
struct Both {
  Value min, max;
};

}  // namespace rwave_detail

using rwave_detail::Less;
using rwave_detail::Range;
using rwave_detail::Same;

template <Range R, typename Value, typename Projection = Same>
constexpr auto find(R&& r, const Value& value, Projection projection = {}) {
  return std::find_if(std::begin(r), std::end(r), [&](auto&& a) { return rwave_detail::call(projection, a) == value; });
}
template <Range R, typename Test, typename Projection = Same>
constexpr auto find_if(R&& r, Test test, Projection projection = {}) {
  return std::find_if(std::begin(r), std::end(r), rwave_detail::where(test, projection));
}
template <Range R, typename Test, typename Projection = Same>
constexpr bool all_of(R&& r, Test test, Projection projection = {}) {
  return std::all_of(std::begin(r), std::end(r), rwave_detail::where(test, projection));
}
template <Range R, typename Test, typename Projection = Same>
constexpr bool any_of(R&& r, Test test, Projection projection = {}) {
  return std::any_of(std::begin(r), std::end(r), rwave_detail::where(test, projection));
}
template <Range R, typename Test, typename Projection = Same>
constexpr bool none_of(R&& r, Test test, Projection projection = {}) {
  return std::none_of(std::begin(r), std::end(r), rwave_detail::where(test, projection));
}
template <Range R, typename Test, typename Projection = Same>
constexpr auto count_if(R&& r, Test test, Projection projection = {}) {
  return std::count_if(std::begin(r), std::end(r), rwave_detail::where(test, projection));
}
template <Range R, typename Value, typename Projection = Same>
constexpr auto count(R&& r, const Value& value, Projection projection = {}) {
  return std::count_if(std::begin(r), std::end(r),
                       [&](auto&& a) { return rwave_detail::call(projection, a) == value; });
}
template <Range R, typename Compare = Less, typename Projection = Same>
constexpr void sort(R&& r, Compare compare = {}, Projection projection = {}) {
  std::sort(std::begin(r), std::end(r), rwave_detail::by(compare, projection));
}
template <Range R, typename Compare = Less, typename Projection = Same>
void stable_sort(R&& r, Compare compare = {}, Projection projection = {}) {
  std::stable_sort(std::begin(r), std::end(r), rwave_detail::by(compare, projection));
}
template <Range R, typename Iterator, typename Compare = Less, typename Projection = Same>
constexpr void nth_element(R&& r, Iterator nth, Compare compare = {}, Projection projection = {}) {
  std::nth_element(std::begin(r), nth, std::end(r), rwave_detail::by(compare, projection));
}
template <Range R, typename Compare = Less, typename Projection = Same>
constexpr auto max_element(R&& r, Compare compare = {}, Projection projection = {}) {
  return std::max_element(std::begin(r), std::end(r), rwave_detail::by(compare, projection));
}
template <Range R, typename Compare = Less, typename Projection = Same>
constexpr auto min_element(R&& r, Compare compare = {}, Projection projection = {}) {
  return std::min_element(std::begin(r), std::end(r), rwave_detail::by(compare, projection));
}
template <Range R, typename Compare = Less, typename Projection = Same>
constexpr auto max(R&& r, Compare compare = {}, Projection projection = {}) {
  return *std::max_element(std::begin(r), std::end(r), rwave_detail::by(compare, projection));
}
template <Range R, typename Compare = Less, typename Projection = Same>
constexpr auto minmax(R&& r, Compare compare = {}, Projection projection = {}) {
  const auto found = std::minmax_element(std::begin(r), std::end(r), rwave_detail::by(compare, projection));
  return rwave_detail::Both<std::remove_cvref_t<decltype(*found.first)>>{*found.first, *found.second};
}
template <Range R, typename Value, typename Compare = Less, typename Projection = Same>
constexpr auto lower_bound(R&& r, const Value& value, Compare compare = {}, Projection projection = {}) {
  return std::lower_bound(std::begin(r), std::end(r), value, [&](const auto& a, const auto& v) -> bool {
    return rwave_detail::call(compare, rwave_detail::call(projection, a), v);
  });
}
template <Range R, typename Value, typename Compare = Less, typename Projection = Same>
constexpr auto upper_bound(R&& r, const Value& value, Compare compare = {}, Projection projection = {}) {
  return std::upper_bound(std::begin(r), std::end(r), value, [&](const auto& v, const auto& a) -> bool {
    return rwave_detail::call(compare, v, rwave_detail::call(projection, a));
  });
}
template <Range R, typename Out, typename F>
constexpr void transform(R&& r, Out out, F f) {
  std::transform(std::begin(r), std::end(r), out, [&](auto&& a) { return rwave_detail::call(f, a); });
}
template <Range R, typename Out>
constexpr void copy(R&& r, Out out) {
  std::copy(std::begin(r), std::end(r), out);
}
template <Range R, typename Value>
constexpr void fill(R&& r, const Value& value) {
  std::fill(std::begin(r), std::end(r), value);
}
template <Range R, typename Old, typename New>
constexpr void replace(R&& r, const Old& old, const New& value) {
  for (auto& each : r)
    if (each == old) each = value;
}
template <Range R, typename Test, typename New>
constexpr void replace_if(R&& r, Test test, const New& value) {
  std::replace_if(std::begin(r), std::end(r), [&](const auto& a) -> bool { return rwave_detail::call(test, a); }, value);
}
template <Range A, Range B, typename Out>
constexpr void set_difference(A&& a, B&& b, Out out) {
  std::set_difference(std::begin(a), std::end(a), std::begin(b), std::end(b), out);
}
template <Range A, Range B, typename Test = std::equal_to<>, typename P = Same, typename Q = Same>
constexpr bool equal(A&& a, B&& b, Test test = {}, P p = {}, Q q = {}) {
  return std::equal(std::begin(a), std::end(a), std::begin(b), std::end(b), [&](const auto& x, const auto& y) -> bool {
    return rwave_detail::call(test, rwave_detail::call(p, x), rwave_detail::call(q, y));
  });
}

}  // namespace ranges
}  // namespace std
