#include "record/csv/preamble.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "record/channel_kind.h"
#include "record/csv/cells.h"
#include "record/csv/time_stamp.h"
#include "record/text.h"
#include "record/voltage_unit.h"

namespace rwave {
namespace {

constexpr double lowest_stated_rate = 10,
                 highest_stated_rate = 1e5;  // Hz: what else is called a rate is none of samples

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

bool has_any(std::string_view text, const auto& words) {
  return std::ranges::any_of(
      words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

// The number that begins at or after `from`, with either decimal mark; `end` is put behind it.
std::optional<double> number_from(std::string_view text, std::size_t from, std::size_t& end) {
  const auto first = std::find_if(text.begin() + static_cast<std::ptrdiff_t>(std::min(from, text.size())),
                                  text.end(), is_digit);
  if (first == text.end()) return std::nullopt;
  std::string digits;
  auto at = first;
  for (; at != text.end(); ++at) {
    const bool mark = (*at == '.' || *at == ',') && at + 1 != text.end() && is_digit(at[1]) &&
                      digits.find('.') == std::string::npos;
    if (!is_digit(*at) && !mark) break;
    digits += mark ? '.' : *at;
  }
  end = static_cast<std::size_t>(at - text.begin());
  return parse_real(digits);
}

// Words of rates; "échantillonnage" and the like by their middle.
constexpr std::array<std::string_view, 12> rate_words = {"rate",     "freq",       "fréq",    "abtast",
                                                         "messrate", "chantillon", "muestre", "campion",
                                                         "amostra",  "sampling",   "采样",    "サンプル"};
constexpr std::array<std::string_view, 9> sample_words = {
    "sampl", "abtast", "messrate", "chantillon", "muestre", "campion", "amostra", "采样", "サンプル"};
constexpr std::array<std::string_view, 8> hertz_words = {"hertz",  "hz",   "hercio", "герц",
                                                         "ヘルツ", "赫兹", "赫茲",   "헤르츠"};
// A head states filters and heart rates in Hz and per minute too. A line with one of these words
// never states the sampling rate by itself.
constexpr std::array<std::string_view, 15> other_rates = {
    "filter", "notch",  "pass",   "cutoff", "cut-off",   "bandwidth", "mains", "heart",
    "herz",   "cardia", "cardía", "pulse",  "line freq", "hpf",       "lpf"};

bool is_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const auto letter = [&](std::size_t i) {
      return i < text.size() && std::isalpha(static_cast<unsigned char>(text[i])) != 0;
    };
    if ((at == 0 || !letter(at - 1)) && !letter(at + word.size())) return true;
  }
  return false;
}

// "Interval= 0.004 s", "sampling period: 4 ms", "0.5 msec/sample".
std::optional<double> rate_of_interval(std::string_view text) {
  const std::size_t per = text.find("/sample");
  if (text.find("interval") == std::string_view::npos && text.find("period") == std::string_view::npos &&
      per == std::string_view::npos)
    return std::nullopt;
  std::size_t end = 0;
  const auto value = number_from(text, 0, end);
  if (!value || !(*value > 0)) return std::nullopt;
  std::string_view unit = trim(text.substr(end));
  unit = unit.substr(0, unit.find_first_of(" /;,\t\"}"));
  const auto seconds = seconds_of_unit(unit);
  if (!seconds) return std::nullopt;
  return 1 / (*value * *seconds);
}

// ["nSeq", "I1", ...] behind `key`, of the JSON in a head of OpenSignals.
std::vector<std::string> json_list(std::string_view line, std::string_view key) {
  std::vector<std::string> list;
  const std::size_t at = line.find(key);
  if (at == std::string_view::npos) return list;
  const std::size_t open = line.find('[', at), close = line.find(']', at);
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return list;
  std::string_view inside = line.substr(open + 1, close - open - 1);
  while (!inside.empty()) {
    std::string_view item = trim(take_until(inside, ','));
    if (item.size() >= 2 && item.front() == '"') item = item.substr(1, item.size() - 2);
    list.emplace_back(item);
  }
  return list;
}

void read_opensignals(std::string_view line, Preamble& preamble) {
  std::vector<std::string> columns = json_list(line, "\"column\":"), labels = json_list(line, "\"label\":"),
                           sensors = json_list(line, "\"sensor\":");
  if (columns.empty()) return;
  // OpenSignals numbers its inputs (I1, A1); the sensor's name says what was connected there.
  for (std::size_t i = 0; i < labels.size() && i < sensors.size(); ++i) {
    const auto found = std::ranges::find(columns, labels[i]);
    const std::string sensor = lower(sensors[i]);
    if (found != columns.end() && !sensor.empty() && sensor != "raw" && sensor != "custom")
      *found = sensors[i];
  }
  preamble.names = std::move(columns);
}

// AcqKnowledge: "2 channels", then a line with the name and a line with the unit of each.
bool read_acqknowledge(std::string_view line, Preamble& preamble) {
  if (preamble.channel_lines > 0) {
    (preamble.channel_lines-- % 2 == 0 ? preamble.channels : preamble.channel_units)
        .push_back(printable_utf8(line.substr(0, 60)));
    return true;
  }
  std::string_view rest = line;
  const auto count = parse_integer(take_word(rest));
  constexpr std::int64_t most = 64;
  if (trim(rest) != "channels" || !count || *count < 1 || *count > most) return false;
  preamble.channel_lines = 2 * static_cast<int>(*count);
  return true;
}

// "ChannelTitle=<tab>ECG<tab>Resp": the first column is the time.
bool read_labchart(std::string_view line, Preamble& preamble) {
  const bool titles = line.starts_with("ChannelTitle="), units = line.starts_with("UnitName=");
  if (!titles && !units) return false;
  std::vector<std::string_view> cells;
  split_cells(line, '\t', cells);
  std::vector<std::string> list(cells.begin(), cells.end());
  list.front() = titles ? "time" : "s";
  (titles ? preamble.names : preamble.units) = std::move(list);
  return true;
}

}  // namespace

std::optional<double> rate_in_line(std::string_view line) {
  if (line.size() > 4096) return std::nullopt;
  const std::string text = lower(line);
  const auto within = [](std::optional<double> rate) {
    return rate && *rate >= lowest_stated_rate && *rate <= highest_stated_rate ? rate : std::nullopt;
  };
  // In the JSON of OpenSignals many things stand in one line.
  if (const std::size_t at = text.find("\"sampling rate\":"); at != std::string::npos) {
    std::size_t end = 0;
    return within(number_from(text, at + 16, end));
  }
  if (has_any(text, other_rates)) {  // "Sampling rate = 300 Hz, Mains filter 50 Hz": each part by itself
    for (std::string_view rest = text;
         rest.size() < line.size() || rest.find(',') != std::string_view::npos;) {
      const std::string_view part = take_until(rest, ',');
      if (!has_any(part, other_rates))
        if (const auto rate = rate_in_line(part)) return rate;
      if (rest.empty()) break;
    }
    return std::nullopt;
  }
  if (const auto rate = rate_of_interval(text)) return within(rate);
  std::size_t hertz = std::string::npos;
  for (const std::string_view word : hertz_words) hertz = std::min(hertz, text.find(word));
  const bool samples = has_any(text, sample_words), rate_word = has_any(text, rate_words);
  const bool is_fs = is_word(text, "fs") || is_word(text, "sps") || is_word(text, "srate") ||
                     is_word(text, "samplerate") || is_word(text, "sfreq");
  if (!is_fs && !(samples && rate_word) && hertz == std::string::npos) return std::nullopt;
  if (!is_fs && hertz == std::string::npos && text.find("number of") != std::string::npos)
    return std::nullopt;
  // The number before "Hz" where one stands directly there; else the first after the name.
  std::optional<double> found;
  std::size_t at = 0;
  std::size_t end = 0;
  while (const auto number = number_from(text, at, end)) {
    found = number;
    if (hertz == std::string::npos) break;
    const std::string_view between = hertz >= end ? std::string_view(text).substr(end, hertz - end) : "x";
    if (trim(between).empty()) return within(number);
    at = end;
  }
  // "Sampling Rate (Hz): 500": the unit stands in the name.
  if (hertz != std::string::npos && !(samples || is_fs || rate_word)) return std::nullopt;
  if (hertz != std::string::npos) found = number_from(text, hertz, end);
  return within(found);
}

void read_preamble_line(std::string_view line, Preamble& preamble) {
  std::string_view content = trim(line);
  while (!content.empty() && std::string_view("#%!/\"'").find(content.front()) != std::string_view::npos)
    content.remove_prefix(1);
  content = trim(content);
  if (content.empty()) return;
  if (read_acqknowledge(content, preamble) || read_labchart(content, preamble)) return;
  read_opensignals(content, preamble);
  if (!preamble.rate) {
    if (const auto rate = rate_in_line(content)) {
      preamble.rate = rate;
      const std::size_t json = content.find("\"sampling rate\"");
      preamble.rate_line =
          printable_utf8(json == std::string_view::npos ? content.substr(0, 60) : content.substr(json, 21));
    }
  }
  // NAME,VALUE with any of the usual signs between.
  const std::size_t cut = content.find_first_of(",;\t:=");
  if (cut == std::string_view::npos) return;
  std::string_view value = trim(content.substr(cut + 1));
  while (!value.empty() && std::string_view("=\" ").find(value.front()) != std::string_view::npos)
    value.remove_prefix(1);
  while (!value.empty() && std::string_view("\";, ").find(value.back()) != std::string_view::npos)
    value.remove_suffix(1);
  const std::string_view name = trim(content.substr(0, cut));
  if (value.empty() || name.empty() || value.size() > 40) return;
  if (value.size() > 1 && unit_of(value).kind == UnitKind::voltage && preamble.unit.empty())
    preamble.unit = printable_utf8(value);
  constexpr std::array<std::string_view, 16> lead_words = {
      "lead", "ableitung", "rivation", "rivaci", "rivazione", "deriva", "afleiding", "avledning",
      "svod", "odprow",    "отвед",    "Отвед",  "ОТВЕД",     "誘導",   "导联",      "導聯"};
  if (has_any(lower(name), lead_words) && preamble.lead.empty()) preamble.lead = printable_utf8(value);
}

}  // namespace rwave
