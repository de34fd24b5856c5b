#include "serve/pyramid.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/json_number.h"
#include "base/output_file.h"
#include "rwave/error.h"
#include "serve/exchange.h"

namespace rwave::serve {
namespace {

static_assert(std::endian::native == std::endian::little, "tiles and their file are little endian");

constexpr std::string_view pyramid_magic = "rwave pyramid 1\n";
constexpr std::size_t pyramid_head_bytes = 64 * 1024;  // JSON, padded with blanks; pairs follow
constexpr std::int64_t block_frames = 64 * 1024;
constexpr std::int32_t greatest = 32767;

struct Pair {
  std::int16_t low = std::numeric_limits<std::int16_t>::max();
  std::int16_t high = std::numeric_limits<std::int16_t>::min();
};

// A level is four times coarser than the one below. Pairs of minimum and maximum keep every QRS
// complex and every pacing spike visible at any zoom; a mean or a chosen sample would lose them.
std::int64_t pairs_of(std::int64_t samples, int level) {
  const std::int64_t width = std::int64_t{1} << (2 * level);
  return (samples + width - 1) / width;
}

// What int16 cannot hold needs a step; the extremes are those of the recorded samples.
void fit(PyramidLead& lead, std::int32_t low, std::int32_t high) {
  if (low > high || (low >= -greatest && high <= greatest)) return;
  const std::int64_t range = std::int64_t{high} - low;
  lead.base = static_cast<std::int32_t>(low + range / 2);
  lead.step =
      static_cast<std::int32_t>(std::max<std::int64_t>(1, (range + 2 * greatest - 1) / (2 * greatest)));
}

std::int16_t number_of(std::int32_t value, const PyramidLead& lead) {
  if (value == missing_sample) return not_recorded;
  const std::int64_t moved = (std::int64_t{value} - lead.base) / lead.step;
  return static_cast<std::int16_t>(std::clamp<std::int64_t>(moved, -greatest, greatest));
}

// A pair of values that was never recorded stays (-32768, -32768).
Pair finished(Pair pair) {
  if (pair.low > pair.high) return {not_recorded, not_recorded};
  return pair;
}

// Levels of one lead as they grow. Pairs of a level are kept as vectors: a day's level 2 is 8 MB.
class LeadLevels {
 public:
  explicit LeadLevels(const PyramidLead& lead) : lead_(lead) {
    for (int level = first_stored_level; level <= pyramid_levels(lead.samples); ++level)
      levels_.emplace_back().reserve(static_cast<std::size_t>(pairs_of(lead.samples, level)));
    if (levels_.empty()) levels_.emplace_back();
  }

  // Samples in ADC units, a multiple of 16 but at the end.
  void add(std::span<const std::int32_t> samples) {
    // Level 2 is the first that is stored, 16 samples a pair. Levels 0 and 1 would be as large as
    // the recording, and a screen that shows them needs few samples.
    constexpr std::size_t width = 16;
    for (std::size_t at = 0; at < samples.size(); at += width) {
      const std::size_t count = std::min(width, samples.size() - at);
      std::int32_t low = std::numeric_limits<std::int32_t>::max(), high = missing_sample;
      if (count == width) {
        // The missing sample is the least number there is: as unsigned and moved by one it is the greatest.
        std::uint32_t least = std::numeric_limits<std::uint32_t>::max();
        for (std::size_t i = 0; i < width; ++i) {
          least = std::min(least, static_cast<std::uint32_t>(samples[at + i]) + 0x7fffffffU);
          high = std::max(high, samples[at + i]);
        }
        low = static_cast<std::int32_t>(least - 0x7fffffffU);
      } else {
        for (std::size_t i = 0; i < count; ++i) {
          if (samples[at + i] == missing_sample) continue;
          low = std::min(low, samples[at + i]);
          high = std::max(high, samples[at + i]);
        }
      }
      const bool recorded = high != missing_sample;
      if (recorded) {
        low_ = std::min(low_, low);
        high_ = std::max(high_, high);
      }
      levels_.front().push_back(recorded ? Pair{number_of(low, lead_), number_of(high, lead_)}
                                         : Pair{not_recorded, not_recorded});
    }
  }

  void finish() {
    for (std::size_t level = 1; level < levels_.size(); ++level) {
      const std::vector<Pair>& below = levels_[level - 1];
      for (std::size_t at = 0; at < below.size(); at += pyramid_factor) {
        Pair pair;
        for (std::size_t i = at; i < std::min(at + pyramid_factor, below.size()); ++i) {
          if (below[i].low == not_recorded) continue;
          pair.low = std::min(pair.low, below[i].low);
          pair.high = std::max(pair.high, below[i].high);
        }
        levels_[level].push_back(finished(pair));
      }
    }
  }

  std::int32_t low() const { return low_; }
  std::int32_t high() const { return high_; }
  const std::vector<std::vector<Pair>>& levels() const { return levels_; }

 private:
  PyramidLead lead_;
  std::vector<std::vector<Pair>> levels_;
  std::int32_t low_ = std::numeric_limits<std::int32_t>::max(), high_ = missing_sample;  // none recorded yet
};

std::vector<PyramidLead> leads_of(const RecordingInfo& info) {
  std::vector<PyramidLead> leads;
  for (const SignalInfo& signal : info.signals)
    leads.push_back({info.frames * signal.samples_per_frame, 1, 0, 1, 0, {}});
  return leads;
}

std::vector<LeadLevels> read_levels(Recording& recording, const std::vector<PyramidLead>& leads,
                                    const std::function<void(double)>& progress) {
  const RecordingInfo& info = recording.info();
  std::vector<LeadLevels> levels;
  for (const PyramidLead& lead : leads) levels.emplace_back(lead);
  std::vector<std::vector<std::int32_t>> samples(leads.size());
  std::vector<SignalSlice> slices(leads.size());
  for (std::int64_t first = 0; first < info.frames; first += block_frames) {
    const std::int64_t frames = std::min(block_frames, info.frames - first);
    for (std::size_t i = 0; i < leads.size(); ++i) {
      samples[i].resize(static_cast<std::size_t>(frames * info.signals[i].samples_per_frame));
      slices[i] = {static_cast<int>(i), samples[i]};
    }
    recording.read(first, frames, slices);
    for (std::size_t i = 0; i < leads.size(); ++i) levels[i].add(samples[i]);
    progress(static_cast<double>(first + frames) / static_cast<double>(info.frames));
  }
  for (LeadLevels& one : levels) one.finish();
  return levels;
}

nlohmann::ordered_json head_of(const std::vector<PyramidLead>& leads, const std::string& signature) {
  nlohmann::ordered_json head = {{"signature", signature}, {"leads", nlohmann::json::array()}};
  for (const PyramidLead& lead : leads)
    head["leads"].push_back({{"samples", lead.samples},
                             {"step", lead.step},
                             {"base", lead.base},
                             {"scale", lead.scale},
                             {"offset", lead.offset},
                             {"places", lead.places}});
  return head;
}

// A lead as the file's head states it, where its levels lie within the file's `pairs`: the file lies next to
// the recording, where anybody may have put it.
PyramidLead stored_lead(const nlohmann::json& one, std::int64_t pairs, const std::string& file) {
  constexpr std::int64_t most_samples = std::int64_t{1} << 53;
  PyramidLead lead{whole_number<std::int64_t>(one.at("samples")),
                   one.at("scale"),
                   one.at("offset"),
                   whole_number<decltype(PyramidLead::step)>(one.at("step")),
                   whole_number<decltype(PyramidLead::base)>(one.at("base")),
                   whole_numbers<std::int64_t>(one.at("places"))};
  const bool sound =
      lead.samples >= 0 && lead.samples <= most_samples && lead.step >= 1 &&
      lead.places.size() <= static_cast<std::size_t>(std::max(1, pyramid_levels(lead.samples) - 1));
  if (!sound) throw Error(file, "is damaged: a lead that cannot be");
  for (std::size_t i = 0; i < lead.places.size(); ++i) {
    const std::int64_t count = pairs_of(lead.samples, static_cast<int>(i) + first_stored_level);
    if (lead.places[i] < 0 || lead.places[i] > pairs || count > pairs - lead.places[i])
      throw Error(file, "is damaged or cut short");
  }
  return lead;
}

}  // namespace

int pyramid_levels(std::int64_t samples) {
  int level = 0;
  // Up to the level at which the whole lead is one tile: a page can show a day by one request.
  while (level < 15 && (level == 0 ? samples : 2 * pairs_of(samples, level)) > tile_values) ++level;
  return level;
}

void build_pyramid(Recording& recording, const std::filesystem::path& file, const std::string& signature,
                   const std::function<void(double)>& progress) {
  const RecordingInfo& info = recording.info();
  std::vector<PyramidLead> leads = leads_of(info);
  // All numbers are taken to fit at first, as those of nearly all recordings do; what does not is cut off
  // here and read again below.
  std::vector<LeadLevels> levels = read_levels(recording, leads, progress);
  bool fits = true;
  for (std::size_t i = 0; i < leads.size(); ++i) {
    fit(leads[i], levels[i].low(), levels[i].high());
    fits = fits && leads[i].step == 1 && leads[i].base == 0;
  }
  // Numbers beyond int16 are rare (ADCs of 24 bits): the recording is then read a second time, to scale.
  if (!fits) levels = read_levels(recording, leads, progress);
  std::int64_t place = 0;
  for (std::size_t i = 0; i < leads.size(); ++i) {
    const SignalInfo& signal = info.signals[i];
    leads[i].scale = leads[i].step / signal.gain;
    leads[i].offset = (leads[i].base - signal.baseline) / signal.gain;
    for (const std::vector<Pair>& level : levels[i].levels()) {
      leads[i].places.push_back(place);
      place += static_cast<std::int64_t>(level.size());
    }
  }
  // One write at the end: a day's levels are 20 MB, and half a file would have to be told from a whole one.
  OutputFile out(file);
  std::string head = std::string(pyramid_magic) + json_text(head_of(leads, signature));
  if (head.size() > pyramid_head_bytes)
    throw Error(info.source, fmt::format("has {} signals: too many to be shown", info.signals.size()));
  head.resize(pyramid_head_bytes, ' ');
  out.write(head);
  for (const LeadLevels& lead : levels)
    for (const std::vector<Pair>& level : lead.levels()) out.write(level.data(), level.size() * sizeof(Pair));
  out.commit();
}

Pyramid::Pyramid(const std::filesystem::path& file, const std::string& signature) : source_(file) {
  std::string head(pyramid_head_bytes, 0);
  source_.read(0, {reinterpret_cast<std::uint8_t*>(head.data()), head.size()});
  if (!head.starts_with(pyramid_magic)) throw Error(source_.name(), "is no pyramid of this version");
  const std::int64_t pairs = (source_.size() - static_cast<std::int64_t>(pyramid_head_bytes)) /
                             static_cast<std::int64_t>(sizeof(Pair));
  try {
    const auto json = nlohmann::json::parse(head.substr(pyramid_magic.size()));
    if (json.at("signature") != signature) throw Error(source_.name(), "is of another recording");
    for (const auto& one : json.at("leads")) leads_.push_back(stored_lead(one, pairs, source_.name()));
  } catch (const nlohmann::json::exception&) {
    throw Error(source_.name(), "is damaged: its head does not read");
  }
}

std::string Pyramid::stored_tile(std::size_t lead, int level, std::int64_t tile) const {
  const PyramidLead& of = leads_.at(lead);
  const auto stored = static_cast<std::size_t>(level - first_stored_level);
  if (level < first_stored_level || stored >= of.places.size()) refuse_unknown("the lead has no such tile");
  const std::int64_t pairs = pairs_of(of.samples, level), first = tile * (tile_values / 2);
  if (tile < 0 || first >= pairs) refuse_unknown("the lead has no such tile");
  const std::int64_t count = std::min(tile_values / 2, pairs - first);
  std::string bytes(static_cast<std::size_t>(count) * sizeof(Pair), 0);
  source_.read(static_cast<std::int64_t>(pyramid_head_bytes) +
                   (of.places[stored] + first) * static_cast<std::int64_t>(sizeof(Pair)),
               {reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  return bytes;
}

std::string fine_tile(Recording& recording, const PyramidLead& lead, int signal, int level,
                      std::int64_t tile) {
  const int per_frame = recording.info().signals[static_cast<std::size_t>(signal)].samples_per_frame;
  const std::int64_t width = level == 0 ? 1 : pyramid_factor;
  const std::int64_t first = tile * (level == 0 ? tile_values : tile_values / 2) * width;
  if (first >= lead.samples) refuse_unknown("the lead has no such tile");
  const std::int64_t last =
      std::min(lead.samples, first + (level == 0 ? tile_values : tile_values / 2 * width));
  const std::int64_t from = first / per_frame, to = (last + per_frame - 1) / per_frame;
  const std::vector<std::int32_t> samples = recording.read_adc(signal, from, to - from);
  const auto begin = static_cast<std::size_t>(first - from * per_frame);
  const auto end = static_cast<std::size_t>(last - from * per_frame);
  std::vector<std::int16_t> numbers;
  if (level == 0) {
    for (std::size_t i = begin; i < end; ++i) numbers.push_back(number_of(samples[i], lead));
  } else {
    for (std::size_t at = begin; at < end; at += pyramid_factor) {
      Pair pair;
      for (std::size_t i = at; i < std::min(at + pyramid_factor, end); ++i) {
        if (samples[i] == missing_sample) continue;
        pair.low = std::min(pair.low, number_of(samples[i], lead));
        pair.high = std::max(pair.high, number_of(samples[i], lead));
      }
      pair = finished(pair);
      numbers.push_back(pair.low);
      numbers.push_back(pair.high);
    }
  }
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(std::int16_t)};
}

}  // namespace rwave::serve
