#pragma once
// Episodes as WFDB rhythm annotations, CSV and JSON.

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rwave/annotation.h"
#include "rwave/rhythm.h"

namespace rwave {

// A segment of the recording under one rhythm; segments follow each other without gaps.
struct RhythmSegment {
  // Its first sample; it ends where the next one begins.
  std::int64_t first = 0;
  // "(AFIB"; "(N" where nothing is stated.
  std::string_view code;
};

// The one rhythm at each time: of overlapping episodes the one that RhythmKind names first.
std::vector<RhythmSegment> rhythm_segments(std::span<const Episode> episodes, std::int64_t frames);

// As annotations in order of time: + with the segment's code where the rhythm changes, [ and ] around
// ventricular fibrillation and flutter (EC57 takes these for VF), and a note (") for each pause.
std::vector<Annotation> rhythm_annotations(std::span<const Episode> episodes, double rate,
                                           std::int64_t frames);

// Lines "record,rhythm,code,first_sample,end_sample,start_s,duration_s,beats,mean_rate,max_rate" without and
// with the header. `rate` in samples per second.
inline constexpr const char* episodes_csv_header =
    "record,rhythm,code,first_sample,end_sample,start_s,duration_s,beats,mean_rate,max_rate\n";
std::string episodes_csv(std::string_view record, std::span<const Episode> episodes, double rate);

// One object; the keys are the CSV's columns. `rate` in samples per second.
nlohmann::ordered_json episode_json(const Episode& episode, double rate);
// A list of them, in order of time.
nlohmann::ordered_json episodes_json(std::span<const Episode> episodes, double rate);

}  // namespace rwave
