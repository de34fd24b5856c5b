// The file of an Analysis: a line of JSON with everything but the beats, then the beats as columns.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "base/checksum.h"
#include "base/json_number.h"
#include "base/output_file.h"
#include "rwave/error.h"
#include "serve/analysis.h"
#include "serve/exchange.h"

namespace rwave::serve {
namespace {

constexpr std::string_view analysis_magic = "rwave labels 1\n";
constexpr std::int64_t most_kept_samples = std::int64_t{1} << 53;  // of a recording: what JSON's numbers hold
// Fixed columns: a day has 100,000 beats and more, which are copied and not parsed.
constexpr std::size_t beat_bytes = sizeof(std::int64_t) + sizeof(float) + sizeof(std::int16_t) + sizeof(char);

nlohmann::ordered_json head_of(const Analysis& analysis, const std::string& signature) {
  nlohmann::ordered_json head = {{"signature", signature},
                                 {"labelled_by", analysis.labelled_by},
                                 {"leads", analysis.leads},
                                 {"warnings", analysis.warnings},
                                 {"beats", analysis.beats.size()}};
  head["spans"] = nlohmann::json::array();
  for (const KnownSpan& known : analysis.spans)
    head["spans"].push_back({name_of(known.kind).key, known.span.first, known.span.end});
  head["groups"] = nlohmann::json::array();
  for (const BeatGroup& group : analysis.groups)
    head["groups"].push_back({{"shape", group.shape},
                              {"was", std::string(1, group.was)},
                              {"count", group.count},
                              {"probability", group.probability},
                              {"rr_ratio", group.rr_ratio},  // NaN becomes null
                              {"example", group.example},
                              {"mean", group.mean},
                              {"spread", group.spread}});
  return head;
}

template <class Value>
void append(std::string& bytes, const Value& value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

// memcpy: the columns stand packed, so that values lie at odd addresses.
template <class Value>
void take(std::string_view& bytes, Value& value) {
  std::memcpy(&value, bytes.data(), sizeof value);
  bytes.remove_prefix(sizeof value);
}

// The kind of a span by its name. Older files have numbers, of these three kinds
// alone: they are not those of RhythmKind, to which kinds are added in between.
std::optional<RhythmKind> span_kind(const nlohmann::json& stated) {
  constexpr std::array<std::pair<std::int64_t, RhythmKind>, 3> numbered = {
      {{0, RhythmKind::Unanalyzable},
       {2, RhythmKind::VentricularFibrillation},
       {3, RhythmKind::VentricularFlutter}}};
  const std::string name = stated.is_string() ? stated.get<std::string>() : "";
  const std::int64_t number = stated.is_number_integer() ? whole_number<std::int64_t>(stated) : -1;
  for (const auto& [known, kind] : numbered)
    if (name == name_of(kind).key || number == known) return kind;
  return std::nullopt;
}

// `file` is named where the head states what no recording can have: a checksum is no signature, anybody can
// make a right one.
void read_head(const nlohmann::json& head, Analysis& analysis, const std::string& file) {
  head.at("labelled_by").get_to(analysis.labelled_by);
  analysis.leads = whole_numbers<int>(head.at("leads"));
  head.at("warnings").get_to(analysis.warnings);
  std::int64_t last = 0;
  for (const auto& span : head.at("spans")) {
    const auto kind = span_kind(span.at(0));
    const SampleSpan known{whole_number<std::int64_t>(span.at(1)), whole_number<std::int64_t>(span.at(2))};
    if (!kind || known.first < last || known.end <= known.first || known.end > most_kept_samples)
      throw Error(file, fmt::format("is damaged: a span of kind {} from {} to {}", json_text(span.at(0)),
                                    known.first, known.end));
    analysis.spans.push_back({*kind, known});
    last = known.first;
  }
  for (const auto& one : head.at("groups")) {
    BeatGroup group;
    group.shape = whole_number<int>(one.at("shape"));
    const auto was = one.at("was").get<std::string>();
    group.was = was.empty() ? 'Q' : was.front();
    group.count = whole_number<std::int64_t>(one.at("count"));
    group.probability = one.at("probability");
    group.rr_ratio = one.at("rr_ratio").is_null() ? std::nan("") : one.at("rr_ratio").get<double>();
    group.example = whole_number<std::int64_t>(one.at("example"));
    one.at("mean").get_to(group.mean);
    one.at("spread").get_to(group.spread);
    analysis.groups.push_back(std::move(group));
  }
}

// What is looked up by these numbers is looked up without another check.
void check_numbers(const Analysis& analysis, const std::string& file) {
  const auto beats = static_cast<std::int64_t>(analysis.beats.size());
  std::int64_t last = 0;
  for (std::size_t i = 0; i < analysis.beats.size(); ++i) {
    const LabelledBeat& beat = analysis.beats[i];
    if (beat.sample < last || beat.sample > most_kept_samples || beat.label <= ' ' || beat.label > '~' ||
        analysis.group[i] < -1 || analysis.group[i] >= static_cast<std::int64_t>(analysis.groups.size()))
      throw Error(file, fmt::format("is damaged: beat {} at sample {} of group {}", i, beat.sample,
                                    analysis.group[i]));
    last = beat.sample;
  }
  for (const BeatGroup& group : analysis.groups)
    if (group.example < -1 || group.example >= beats || group.was <= ' ' || group.was > '~')
      throw Error(file, fmt::format("is damaged: a group shows beat {} of {}", group.example, beats));
  if (analysis.leads.empty() && !analysis.groups.empty())
    throw Error(file, fmt::format("is damaged: it has {} groups and no lead", analysis.groups.size()));
  for (const int lead : analysis.leads)
    if (lead < 0) throw Error(file, fmt::format("is damaged: it is of the lead {}", lead));
}

}  // namespace

// The journal names beats by their place in this file. A file that lost beats without a word would
// move every edit to other beats, hence the checksum over all of it.
void write_analysis(const Analysis& analysis, const std::filesystem::path& file,
                    const std::string& signature) {
  std::string content = json_text(head_of(analysis, signature)) + "\n";
  for (std::size_t i = 0; i < analysis.beats.size(); ++i) {
    append(content, analysis.beats[i].sample);
    append(content, analysis.beats[i].probability);
    append(content, analysis.group[i]);
    append(content, analysis.beats[i].label);
  }
  Checksum sum;
  sum.add(content);
  write_file(file, fmt::format("{}{}\n{}", analysis_magic, sum.text(), content));
}

Analysis read_analysis(const std::filesystem::path& file, std::string& signature) {
  const std::string whole = read_file(file);
  std::string_view rest = whole;
  if (!rest.starts_with(analysis_magic) || rest.size() < analysis_magic.size() + 17)
    throw Error(file.string(),
                "holds no labels of this version: delete it, and the recording is labelled again");
  rest.remove_prefix(analysis_magic.size());
  Checksum sum;
  // The sum's 16 digits and a line end stand before what they are the sum of.
  sum.add(rest.substr(17));
  if (sum.text() != rest.substr(0, 16)) throw Error(file.string(), "is damaged: its checksum is not right");
  rest.remove_prefix(17);
  const std::size_t end = rest.find('\n');
  const auto head = nlohmann::json::parse(rest.substr(0, end), nullptr, false);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  Analysis analysis;
  try {
    head.at("signature").get_to(signature);
    read_head(head, analysis, file.string());
    const auto beats = whole_number<std::uint64_t>(head.at("beats"));
    // Divided: a product of a number that the file states wraps around to whatever is wanted.
    if (rest.size() % beat_bytes != 0 || rest.size() / beat_bytes != beats)
      throw Error(file.string(), "is damaged: beats are missing");
    for (std::size_t i = 0; i < beats; ++i) {
      LabelledBeat& beat = analysis.beats.emplace_back();
      take(rest, beat.sample);
      take(rest, beat.probability);
      take(rest, analysis.group.emplace_back());
      take(rest, beat.label);
    }
  } catch (const nlohmann::json::exception&) {
    throw Error(file.string(), "is damaged: its head does not read");
  }
  check_numbers(analysis, file.string());
  return analysis;
}

}  // namespace rwave::serve
