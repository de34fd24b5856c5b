#include "record/restored_recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/json_number.h"
#include "record/packed_annotations.h"
#include "record/slices.h"
#include "record/text.h"
#include "rwave/error.h"

namespace rwave {
namespace {

using nlohmann::json;

constexpr std::string_view fact_prefix = "rwave:";
constexpr std::string_view wfdb_prefix = "wfdb:";
constexpr std::size_t fact_part =
    80;  // bytes of facts in one EDF+ annotation: the largest one sizes all data records
constexpr std::size_t most_parts = 4096;
constexpr std::uint8_t note_code = 22;   // WFDB's NOTE: a comment
constexpr double rate_tolerance = 1e-4;  // relative: EDF's record duration has eight characters

// Gives the integers that the recording had before it was converted: the file holds physical values
// in its own steps, the facts say gain and baseline of the original.
class RestoredRecording : public Recording {
 public:
  RestoredRecording(std::unique_ptr<Recording> inner, RecordingInfo info, std::vector<Annotation> annotations,
                    std::int32_t missing)
      : inner_(std::move(inner)), annotations_(std::move(annotations)), missing_(missing) {
    info_ = std::move(info);
  }

  void read(std::int64_t first, std::int64_t frames, std::span<const SignalSlice> slices) override {
    check_slices(info_, first, frames, slices);
    inner_->read(first, frames, slices);
    for (const SignalSlice& slice : slices) {
      const auto s = static_cast<std::size_t>(slice.signal);
      const SignalInfo& from = inner_->info().signals[s];
      const SignalInfo& to = info_.signals[s];
      for (std::int32_t& sample : slice.out) {
        if (sample == missing_) sample = missing_sample;
        if (sample == missing_sample) continue;
        const double value = (sample - from.baseline) / from.gain * to.gain + to.baseline;
        sample = static_cast<std::int32_t>(std::llround(std::clamp(value, -2147483647.0, 2147483647.0)));
      }
    }
  }

  std::vector<Annotation> annotations() override { return annotations_.unpacked(); }

 private:
  std::unique_ptr<Recording> inner_;
  PackedAnnotations annotations_;
  std::int32_t missing_;
};

// The facts' signal over the file's; throws what json throws where a fact is of another type.
SignalInfo signal_of(const json& facts, SignalInfo signal) {
  signal.name = facts.at("name").get<std::string>();
  signal.units = facts.at("units").get<std::string>();
  signal.gain = facts.at("gain").get<double>();
  signal.baseline = facts.at("baseline").get<double>();
  signal.adc_resolution = whole_number<int>(facts.at("resolution"));
  signal.calibrated = facts.at("calibrated").get<bool>();
  return signal;
}

// The recording's info by the facts; a reason where they do not fit it.
std::string apply_facts(const json& facts, RecordingInfo& info) {
  const auto rate = facts.at("rate").get<double>();
  const auto frames = whole_number<std::int64_t>(facts.at("frames"));
  const json& signals = facts.at("signals");
  if (!(std::abs(rate - info.rate) <= rate_tolerance * info.rate))
    return fmt::format("{:g} Hz are stated, the file has {:g}", rate, info.rate);
  if (frames < 0 || frames > info.frames)
    return fmt::format("{} frames are stated, the file has {}", frames, info.frames);
  if (!signals.is_array() || signals.size() != info.signals.size())
    return fmt::format("{} signals are stated, the file has {}", signals.size(), info.signals.size());
  for (std::size_t s = 0; s < info.signals.size(); ++s) {
    SignalInfo stated = signal_of(signals[s], info.signals[s]);
    if (!(std::abs(stated.gain) > 0) || !std::isfinite(stated.gain) || !std::isfinite(stated.baseline))
      return fmt::format("signal {}: a gain of {}", s + 1, stated.gain);
    info.signals[s] = std::move(stated);
  }
  info.rate = rate;
  info.frames = frames;
  info.start = facts.at("start").get<std::string>();
  info.comments = facts.at("comments").get<std::vector<std::string>>();
  return "";
}

// Takes " NAME=N" off the front of `rest`; 0 where it is not there.
int take_number(std::string_view& rest, std::string_view name) {
  if (!rest.starts_with(name)) return 0;
  std::string_view after = rest.substr(name.size());
  const std::string_view word = take_until(after, ' ');
  const auto value = parse_integer(word);
  if (!value || *value < -128 || *value > 255) return 0;
  rest = after;
  return static_cast<int>(*value);
}

}  // namespace

std::string facts_of(const RecordingInfo& info) {
  json facts{
      {"rate", info.rate}, {"frames", info.frames}, {"start", info.start}, {"comments", info.comments}};
  facts["signals"] = json::array();
  for (const SignalInfo& signal : info.signals) {
    facts["signals"].push_back({{"name", signal.name},
                                {"units", signal.units},
                                {"gain", signal.gain},
                                {"baseline", signal.baseline},
                                {"resolution", signal.adc_resolution},
                                {"calibrated", signal.calibrated}});
  }
  // ASCII only: EDF+ texts are cut into parts, and a cut within a UTF-8 sequence would break both
  // halves.
  return facts.dump(-1, ' ', true, json::error_handler_t::replace);
}

std::optional<double> stated_rate(const std::string& facts) {
  const json parsed = json::parse(facts, nullptr, false);
  if (!parsed.is_object() || !parsed.contains("rate") || !parsed["rate"].is_number()) return std::nullopt;
  const auto rate = parsed["rate"].get<double>();
  return rate > 0 && rate < 1e9 ? std::optional(rate) : std::nullopt;
}

std::unique_ptr<Recording> restore(std::unique_ptr<Recording> inner, const std::string& facts,
                                   std::vector<Annotation> annotations, std::int32_t missing) {
  RecordingInfo info = inner->info();
  std::string reason;
  try {
    RecordingInfo stated = info;
    // A copy is changed and taken over only where everything fits: half of the facts would be worse
    // than none.
    reason = apply_facts(json::parse(facts), stated);
    if (reason.empty()) info = std::move(stated);
  } catch (const json::exception&) {
    reason = "they are no JSON of this kind";
  }
  if (!reason.empty()) {
    info.warnings.push_back("what rwave convert wrote about the recording does not fit it and is not used: " +
                            reason);
    // Nothing is lost by taking the file as any other program's.
    std::erase_if(annotations,
                  [&](const Annotation& annotation) { return annotation.sample >= info.frames; });
    for (SignalInfo& signal : info.signals) signal.format = 0;
  }
  return std::make_unique<RestoredRecording>(std::move(inner), std::move(info), std::move(annotations),
                                             missing);
}

std::string annotation_text(const Annotation& annotation) {
  std::string text = std::string(wfdb_prefix) + std::string(symbol_of(annotation.code));
  if (annotation.subtype != 0) text += fmt::format(" sub={}", annotation.subtype);
  if (annotation.channel != 0) text += fmt::format(" chan={}", annotation.channel);
  if (annotation.number != 0) text += fmt::format(" num={}", annotation.number);
  if (!annotation.text.empty()) text += " aux=" + annotation.text;
  return text;
}

Annotation annotation_of_text(const std::string& text, std::int64_t sample) {
  Annotation annotation;
  annotation.sample = sample;
  annotation.code = note_code;
  annotation.text = text;
  if (!text.starts_with(wfdb_prefix)) return annotation;
  std::string_view rest = std::string_view(text).substr(wfdb_prefix.size());
  const int code = code_of(take_until(rest, ' '));
  if (code < 0) return annotation;
  annotation.code = static_cast<std::uint8_t>(code);
  annotation.subtype = static_cast<std::int8_t>(take_number(rest, "sub="));
  annotation.channel = static_cast<std::uint8_t>(take_number(rest, "chan="));
  annotation.number = static_cast<std::int8_t>(take_number(rest, "num="));
  annotation.text = rest.starts_with("aux=") ? rest.substr(4) : std::string_view();
  return annotation;
}

std::vector<std::string> fact_texts(const std::string& facts) {
  std::vector<std::string> texts;
  const std::size_t parts = (facts.size() + fact_part - 1) / fact_part;
  for (std::size_t i = 0; i < parts; ++i)
    texts.push_back(
        fmt::format("{}{}/{}:{}", fact_prefix, i + 1, parts, facts.substr(i * fact_part, fact_part)));
  return texts;
}

bool is_fact_text(const std::string& text) {
  return text.starts_with(fact_prefix) && text.find('/') != std::string::npos;
}

std::string facts_of_texts(const std::vector<std::string>& texts) {
  std::vector<std::string> parts;
  for (const std::string& text : texts) {
    if (!is_fact_text(text)) continue;
    std::string_view rest = std::string_view(text).substr(fact_prefix.size());
    const auto number = parse_integer(take_until(rest, '/'));
    const auto count = parse_integer(take_until(rest, ':'));
    if (!number || !count || *count < 1 || *count > static_cast<std::int64_t>(most_parts) || *number < 1 ||
        *number > *count)
      return "";
    parts.resize(std::max(parts.size(), static_cast<std::size_t>(*count)));
    parts[static_cast<std::size_t>(*number - 1)] = rest;
  }
  std::string facts;
  for (const std::string& part : parts) {
    if (part.empty()) return "";
    facts += part;
  }
  return facts;
}

}  // namespace rwave
