#pragma once
// Leads whose beats are known, and the rows that a cutter makes of them.

#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <span>
#include <string_view>
#include <vector>

#include "beat/recipes/recipe.h"

namespace rwave::testing {

// Every sample.
inline constexpr std::int64_t all_samples = std::numeric_limits<std::int64_t>::max();

// The rows of a lead of `rate` Hz with these beats, told beforehand, in one call or in calls of `piece`
// samples.
inline CutRows cut(std::string_view recipe, double rate, const std::vector<float>& lead,
                   const std::vector<std::int64_t>& beats, std::size_t piece = 1 << 20) {
  const auto cutter = recipe_named(recipe).cutter(rate);
  for (const std::int64_t beat : beats) cutter->add_beat(beat);
  cutter->set_watermark(all_samples);
  CutRows rows;
  for (std::size_t at = 0; at < lead.size(); at += piece) {
    cutter->push(std::span(lead).subspan(at, std::min(piece, lead.size() - at)));
    cutter->take(rows);
  }
  cutter->finish();
  cutter->take(rows);
  return rows;
}

// A beat every `rr` samples from the first: a bell of 20 ms on a slow wave.
inline std::vector<float> regular_lead(double rate, double seconds, const std::vector<std::int64_t>& beats) {
  std::vector<float> lead(static_cast<std::size_t>(rate * seconds));
  for (std::size_t i = 0; i < lead.size(); ++i) {
    const double t = static_cast<double>(i) / rate;
    double value = 0.1 * std::sin(2 * std::numbers::pi * 0.3 * t);
    for (const std::int64_t beat : beats) {
      const double d = (t - static_cast<double>(beat) / rate) / 0.02;
      value += std::exp(-0.5 * d * d);
    }
    lead[i] = static_cast<float>(value);
  }
  return lead;
}

// Samples from `from` to before `to`.
inline std::vector<std::int64_t> every(std::int64_t step, std::int64_t from, std::int64_t to) {
  std::vector<std::int64_t> beats;
  for (std::int64_t at = from; at < to; at += step) beats.push_back(at);
  return beats;
}

}  // namespace rwave::testing
