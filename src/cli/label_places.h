#pragma once
// Where in a recording the beats of a table lie, and in which unit their places are.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "cli/label_table.h"
#include "rwave/adapt.h"
#include "rwave/recording.h"

namespace rwave::cli {

// The beats at `rate` Hz, their places read in that unit.
std::vector<TaughtBeat> placed(const LabelTable& table, PlaceUnit unit, double rate);

// The unit that the places are in, for a recording of `frames` frames at `rate` Hz in which beats were found
// at the samples `found`, in order. A name that states none is told by the beats that lie where some were
// found, which is a warning. Throws Error where they do not tell, and where they show the stated unit to be
// wrong.
PlaceUnit settle_unit(const LabelTable& table, std::span<const std::int64_t> found, double rate,
                      std::int64_t frames, std::vector<std::string>& warnings);

// Puts the beats in order, and leaves of those less than 150 ms from the one before, as no two beats are, the
// first: how many were left out. Throws Error naming `file` where their labels differ.
std::int64_t join_repeated(std::vector<TaughtBeat>& beats, double rate, const std::string& file);

// How many of the beats lie within 150 ms of one that was found.
std::int64_t at_found_beats(std::span<const TaughtBeat> beats, std::span<const std::int64_t> found,
                            double rate);

// The share of places that lie there by chance: much of a fast rhythm is near a beat.
double share_by_chance(std::size_t found, const RecordingInfo& recording);

}  // namespace rwave::cli
