#include "record/scp/scp_rhythm.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "record/lead_codes.h"
#include "record/scp/huffman.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr std::int64_t most_samples =
    1 << 24;  // of a lead: nine hours at 500 Hz; a lead's codes have 65,535 bytes at most
constexpr std::uint32_t most_scp_leads = 85;
constexpr std::uint32_t most_decimation = 20;

struct Definition {
  std::int64_t first = 0, last = 0;  // from 0, both included
  std::string name;
  std::int64_t length() const { return last - first + 1; }
};

struct Beat {
  std::uint32_t type = 0;                     // 0: as the reference beat
  std::int64_t begin = 0, peak = 0, end = 0;  // of what was subtracted; from 0, both included
};

struct Zone {
  std::int64_t begin = 0, end = 0;  // protected from decimation; from 0, both included
};

// Of section 5 or 6: steps, rate, where each lead's data lie.
struct Stored {
  std::uint32_t nanovolts = 0, microseconds = 0, differences = 0, bimodal = 0;
  std::vector<std::size_t> offsets, lengths;
};

class Decoder {
 public:
  Decoder(const ScpFile& scp, const std::string& file) : scp_(scp), file_(file) {}

  // The order is the standard's decoder: lead definitions, code tables, then the rhythm of section
  // 6. Where a reference beat was subtracted or the rate was lowered between the complexes,
  // sections 4 and 5 say where and by what.
  ScpRhythm decode() {
    if (!scp_.has(6) && scp_.has(12))
      throw Error(file_,
                  "is an SCP-ECG file of version 3 with long-term data (section 12), which are not read: "
                  "export it as "
                  "ISHNE, EDF or DICOM");
    if (!scp_.has(3) || !scp_.has(6))
      throw Error(file_,
                  fmt::format("is an SCP-ECG file without {}: it holds no ECG",
                              scp_.has(3) ? "rhythm data (section 6)" : "lead definitions (section 3)"));
    read_definitions();
    if (scp_.has(2)) tables_ = read_scp_tables(section(2));
    const Stored rhythm = read_stored(6);
    out_.nanovolts = rhythm.nanovolts;
    std::uint32_t step = rhythm.microseconds;
    if (subtracted_ || rhythm.bimodal != 0) read_beats();
    Stored reference;
    if (subtracted_ || (rhythm.bimodal != 0 && scp_.has(5))) {
      if (!scp_.has(5))
        throw Error(file_, "reference beats were subtracted, and there is none (no section 5)");
      reference = read_stored(5);
      // Section 5's reference beat is at the full rate, and bimodal data come back to that rate.
      step = std::min(step, reference.microseconds);
    }
    decimation_ = rhythm.microseconds / step;
    if (rhythm.bimodal != 0 && decimation_ == 1 && !scp_.has(5))
      throw Error(
          file_,
          "bimodal compression without a reference beat (no section 5), whose rate is the protected zones'");
    if (decimation_ * step != rhythm.microseconds || decimation_ > most_decimation)
      throw Error(
          file_,
          fmt::format("section 6 has samples every {} us, section 5 every {}: no whole ratio of 1 to {}",
                      rhythm.microseconds, step, most_decimation));
    out_.rate = 1e6 / step;
    for (std::size_t i = 0; i < definitions_.size(); ++i) add_lead(i, rhythm);
    if (decimation_ > 1)
      out_.warnings.push_back(fmt::format(
          "{}stored at {:g} Hz, and drawn straight between: the file has no more (compressed with loss)",
          rhythm.bimodal != 0 ? "between the QRS complexes " : "", 1e6 / rhythm.microseconds));
    if (subtracted_) add_reference_beats(reference);
    return std::move(out_);
  }

 private:
  ScpFields section(int number) const { return {scp_.sections.at(number), number, file_}; }

  // The standard counts samples from 1; from here on they count from 0.
  void read_definitions() {
    const ScpFields fields = section(3);
    const std::uint32_t count = fields.u8(0);
    subtracted_ = (fields.u8(1) & 1) != 0;
    if (count < 1 || count > most_scp_leads)
      fields.fail(0, fmt::format("{} leads: 1 to {} were expected", count, most_scp_leads));
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::size_t at = 2 + 9 * std::size_t{i};
      Definition lead{std::int64_t{fields.u32(at)} - 1, std::int64_t{fields.u32(at + 4)} - 1, ""};
      const std::uint32_t number = fields.u8(at + 8);
      lead.name = scp_lead_name(static_cast<int>(number));
      if (lead.name.empty()) lead.name = fmt::format("lead {}", number);
      if (lead.first < 0 || lead.length() < 1 || lead.last > most_samples)
        fields.fail(at,
                    fmt::format("lead {} from sample {} to {}", lead.name, lead.first + 1, lead.last + 1));
      definitions_.push_back(std::move(lead));
    }
  }

  Stored read_stored(int number) const {
    const ScpFields fields = section(number);
    Stored stored{fields.u16(0), fields.u16(2), fields.u8(4), number == 6 ? fields.u8(5) : 0, {}, {}};
    if (stored.nanovolts == 0 || stored.microseconds == 0 || stored.differences > 2)
      fields.fail(0, fmt::format("steps of {} nV, samples every {} us, differences of order {}",
                                 stored.nanovolts, stored.microseconds, stored.differences));
    std::size_t at = 6 + 2 * definitions_.size();
    for (std::size_t i = 0; i < definitions_.size(); ++i) {
      stored.lengths.push_back(fields.u16(6 + 2 * i));
      stored.offsets.push_back(at);
      at += stored.lengths.back();
    }
    return stored;
  }

  void read_beats() {
    if (!scp_.has(4))
      throw Error(file_,
                  "reference beats or protected zones are used, and section 4, which says where, is missing");
    const ScpFields fields = section(4);
    // Section 4: length of the reference beat in ms, its fiducial point, then for each beat its
    // type and where it was subtracted, then the protected zones.
    reference_ms_ = fields.u16(0);
    fiducial_ = std::int64_t{fields.u16(2)} - 1;
    const std::uint32_t count = fields.u16(4);
    for (std::uint32_t i = 0; i < count && subtracted_; ++i) {
      const std::size_t at = 6 + 14 * std::size_t{i};
      beats_.push_back({fields.u16(at), std::int64_t{fields.u32(at + 2)} - 1,
                        std::int64_t{fields.u32(at + 6)} - 1, std::int64_t{fields.u32(at + 10)} - 1});
    }
    const std::size_t zones = 6 + (subtracted_ ? 14 * std::size_t{count} : 0);
    for (std::uint32_t i = 0; i < count && fields.size() >= zones + 8 * std::size_t{count}; ++i) {
      const std::size_t at = zones + 8 * std::size_t{i};
      const Zone zone{std::int64_t{fields.u32(at)} - 1, std::int64_t{fields.u32(at + 4)} - 1};
      if (zone.begin < 0 || zone.end < zone.begin) continue;  // a beat that has none
      if (!zones_.empty() && zone.begin <= zones_.back().end) fields.fail(at, "protected zones that overlap");
      zones_.push_back(zone);
    }
  }

  void add_lead(std::size_t i, const Stored& rhythm) {
    const Definition& lead = definitions_[i];
    const auto length = static_cast<std::size_t>(lead.length());
    const ScpFields fields = section(6);
    const auto decode = [&](std::size_t count) {
      return decode_scp_lead(fields, rhythm.offsets[i], rhythm.lengths[i], tables_, count,
                             rhythm.differences);
    };
    std::vector<std::int32_t> samples;
    if (decimation_ == 1) {
      samples = decode(length);
    } else if (rhythm.bimodal == 0) {
      samples = drawn_between(decode((length + decimation_ - 1) / decimation_), length);
    } else {
      samples = bimodal(lead, decode);
    }
    out_.leads.push_back({lead.name, lead.first, std::move(samples)});
  }

  // `count` samples of which every decimation_-th is given, as the mean of those that it stands for: constant
  // in the first and last half of a step, straight lines between.
  std::vector<std::int32_t> drawn_between(std::span<const std::int32_t> stored, std::size_t count) const {
    std::vector<std::int32_t> out(count);
    for (std::size_t i = 0; i < count; ++i) {
      const double at = std::clamp((static_cast<double>(i) - (decimation_ - 1) / 2.0) / decimation_, 0.0,
                                   static_cast<double>(stored.size() - 1));
      const auto left = static_cast<std::size_t>(at);
      const std::size_t right = std::min(left + 1, stored.size() - 1);
      const double share = at - static_cast<double>(left);
      out[i] = static_cast<std::int32_t>(
          std::lround(stored[left] + share * (static_cast<double>(stored[right]) - stored[left])));
    }
    return out;
  }

  // Protected zones as they are, between them one of decimation_ samples. What is stored must come out
  // exactly, so that another reading of the standard is an Error and not a shifted signal.
  template <class Decode>
  std::vector<std::int32_t> bimodal(const Definition& lead, const Decode& decode) const {
    struct Part {
      std::size_t length, stored;
      bool whole;
    };
    std::vector<Part> parts;
    std::int64_t at = lead.first;
    const auto add = [&](std::int64_t end, bool whole) {
      if (end < at) return;
      const auto length = static_cast<std::size_t>(end - at + 1);
      parts.push_back({length, whole ? length : (length + decimation_ - 1) / decimation_, whole});
      at = end + 1;
    };
    for (const Zone& zone : zones_) {
      add(std::min(zone.begin - 1, lead.last), false);
      if (zone.begin <= lead.last) add(std::min(zone.end, lead.last), true);
    }
    add(lead.last, false);
    std::size_t stored = 0;
    for (const Part& part : parts) stored += part.stored;
    const std::vector<std::int32_t> all = decode(stored);
    std::vector<std::int32_t> samples;
    std::span<const std::int32_t> rest = all;
    for (const Part& part : parts) {
      const auto mine = rest.first(part.stored);
      rest = rest.subspan(part.stored);
      if (part.whole) {
        samples.insert(samples.end(), mine.begin(), mine.end());
      } else {
        const std::vector<std::int32_t> drawn = drawn_between(mine, part.length);
        samples.insert(samples.end(), drawn.begin(), drawn.end());
      }
    }
    return samples;
  }

  // The reference beat is added wherever it was subtracted, aligned by its fiducial point.
  void add_reference_beats(const Stored& reference) {
    const ScpFields fields = section(5);
    const auto length =
        static_cast<std::size_t>(std::lround(reference_ms_ * 1000.0 / reference.microseconds));
    // The reference beat may be stored in finer steps than the rhythm, so it is brought to the
    // rhythm's before it is added.
    const double ratio = static_cast<double>(reference.nanovolts) / out_.nanovolts;
    for (std::size_t i = 0; i < out_.leads.size(); ++i) {
      const std::vector<std::int32_t> beat = decode_scp_lead(
          fields, reference.offsets[i], reference.lengths[i], tables_, length, reference.differences);
      ScpLead& lead = out_.leads[i];
      for (const Beat& where : beats_) {
        // Only beats of type 0 had the reference beat subtracted; ectopic ones are stored as they
        // are.
        if (where.type != 0) continue;
        const std::int64_t from = std::max(where.begin, lead.first);
        const std::int64_t to =
            std::min(where.end, lead.first + static_cast<std::int64_t>(lead.samples.size()) - 1);
        for (std::int64_t s = from; s <= to; ++s) {
          const std::int64_t in_beat = s - where.peak + fiducial_;
          if (in_beat < 0 || in_beat >= static_cast<std::int64_t>(beat.size())) continue;
          const double sum = lead.samples[static_cast<std::size_t>(s - lead.first)] +
                             beat[static_cast<std::size_t>(in_beat)] * ratio;
          if (std::abs(sum) > 2147483646.0)
            fields.fail(0, "a sum with the reference beat that is out of range");
          lead.samples[static_cast<std::size_t>(s - lead.first)] =
              static_cast<std::int32_t>(std::lround(sum));
        }
      }
    }
  }

  const ScpFile& scp_;
  const std::string& file_;
  ScpRhythm out_;
  std::vector<Definition> definitions_;
  std::vector<ScpTable> tables_;
  bool subtracted_ = false;
  std::uint32_t reference_ms_ = 0;
  std::int64_t fiducial_ = 0;
  std::vector<Beat> beats_;
  std::vector<Zone> zones_;
  std::uint32_t decimation_ = 1;
};

}  // namespace

ScpRhythm decode_scp_rhythm(const ScpFile& scp, const std::string& file) {
  return Decoder(scp, file).decode();
}

}  // namespace rwave
