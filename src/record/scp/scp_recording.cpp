#include "record/scp/scp_recording.h"

#include <fmt/format.h>

#include <algorithm>

#include "record/byte_source.h"
#include "record/placed_sets.h"
#include "record/scp/scp_file.h"
#include "record/scp/scp_rhythm.h"
#include "record/text.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr std::int64_t most_scp_bytes = 256 << 20;
constexpr double nanovolts_per_millivolt = 1e6;  // in a millivolt

// Section 1: tagged fields about patient and recording.
void read_people(const ScpFields& fields, RecordingInfo& info) {
  std::string date, clock;
  for (std::size_t at = 0; at + 3 <= fields.size();) {
    const std::uint32_t tag = fields.u8(at), length = fields.u16(at + 1);
    // The standard ends the section with tag 255.
    if (tag == 255) break;
    const std::span<const std::uint8_t> value = fields.bytes(at + 3, length);
    at += 3 + std::size_t{length};
    const auto text = [&] {
      std::string raw(value.begin(), value.end());
      raw.resize(std::min(raw.find('\0'), raw.size()));
      return std::string(trim(printable_utf8(raw)));
    };
    const auto add = [&](const char* name, const std::string& of) {
      if (!of.empty()) info.patient.emplace_back(name, of);
    };
    const auto day = [&] {
      return fmt::format("{:02}/{:02}/{:04}", value[3], value[2], value[0] | value[1] << 8);
    };
    switch (tag) {
      case 0:
        add("last name", text());
        break;
      case 1:
        add("first name", text());
        break;
      case 2:
        add("id", text());
        break;
      case 4:
        if (length >= 3 && (value[0] | value[1] << 8) > 0)
          add("age", fmt::format("{}{}", value[0] | value[1] << 8,
                                 value[2] == 1 || value[2] == 0 ? "" : " (not in years)"));
        break;
      case 5:
        if (length >= 4 && value[2] >= 1 && value[2] <= 12) add("born", day());
        break;
      case 8:
        if (length >= 1 && (value[0] == 1 || value[0] == 2)) add("sex", value[0] == 1 ? "male" : "female");
        break;
      case 25:
        if (length >= 4 && value[2] >= 1 && value[2] <= 12 && value[3] >= 1 && value[3] <= 31) date = day();
        break;
      case 26:
        if (length >= 3 && value[0] < 24 && value[1] < 60 && value[2] < 60)
          clock = fmt::format("{:02}:{:02}:{:02}", value[0], value[1], value[2]);
        break;
      case 30:  // free text
        if (const std::string free = text(); !free.empty()) info.comments.push_back(free);
        break;
      default:
        break;
    }
  }
  if (!clock.empty()) info.start = date.empty() ? clock : clock + " " + date;
}

}  // namespace

// "SCPECG" stands in section 0's header, and the two bytes at 8 are the number of that section.
// Both together do not occur in a table or a WFDB header.
bool is_scp(const FileHead& head) {
  return head.holds("SCPECG", 16) && head.u16(8) == 0;
}

std::unique_ptr<Recording> open_scp(const std::filesystem::path& file) {
  const std::string name = file.string();
  const std::string text = read_small_file(file, most_scp_bytes);
  const ScpFile scp =
      parse_scp_sections({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, name);
  ScpRhythm rhythm = decode_scp_rhythm(scp, name);
  RecordingInfo info;
  info.name = file.stem().string();
  info.source = name;
  info.format = "SCP-ECG";
  info.warnings = scp.warnings;
  info.warnings.insert(info.warnings.end(), rhythm.warnings.begin(), rhythm.warnings.end());
  if (scp.has(1)) read_people({scp.sections.at(1), 1, name}, info);
  std::vector<PlacedSet> sets(rhythm.leads.size());
  std::vector<const PlacedSet*> all;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    sets[i].rate = rhythm.rate;
    sets[i].begin = static_cast<double>(rhythm.leads[i].first) / rhythm.rate;
    sets[i].leads.push_back({rhythm.leads[i].name, "mV", nanovolts_per_millivolt / rhythm.nanovolts, 0,
                             std::move(rhythm.leads[i].samples)});
    all.push_back(&sets[i]);
  }
  const std::optional<Layout> layout = lay_out(all);
  if (!layout) throw Error(name, "its leads do not fit one time axis: one is there twice, or hours apart");
  return build(*layout, std::move(info));
}

}  // namespace rwave
