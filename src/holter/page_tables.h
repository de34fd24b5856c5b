#pragma once
// The tables and figures of a Holter page as HTML.

#include <string>

#include "holter/holter.h"

namespace rwave {

// Totals, grouped in cards: time, rate, V, S, pauses, atrial fibrillation.
std::string summary_cards(const Holter& holter);

// What each figure of the cards and of the hours counts.
std::string definition_table();

// A line per hour.
std::string hourly_table(const Holter& holter);

// Each kind of episode with its count, total time and rule; then the longest of each kind, 12 of one and 100
// in all at most.
std::string episode_table(const Holter& holter);

// Each figure of variability with its definition, and what was left out.
std::string variability_table(const Holter& holter);

}  // namespace rwave
