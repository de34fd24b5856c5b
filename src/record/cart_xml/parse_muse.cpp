// GE MUSE: the elements of restecg.dtd to leads and samples.
#ifdef RWAVE_PUGIXML

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <optional>
#include <tuple>

#include "record/cart_xml/cart_document.h"
#include "record/text.h"
#include "record/xml_nodes.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// Number of an element's text; Windows of some countries let MUSE write "4,88".
std::optional<double> muse_number(XmlNode node, const char* name) {
  std::string text = text_of(child(node, name));
  std::ranges::replace(text, ',', '.');
  return parse_real(text);
}

// Bytes of base64 text; blanks and line ends between are passed over. Nothing where other characters stand.
std::optional<std::vector<std::uint8_t>> bytes_of_base64(std::string_view text) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    int digit = -1;
    if (c >= 'A' && c <= 'Z')
      digit = c - 'A';
    else if (c >= 'a' && c <= 'z')
      digit = c - 'a' + 26;
    else if (c >= '0' && c <= '9')
      digit = c - '0' + 52;
    else if (c == '+')
      digit = 62;
    else if (c == '/')
      digit = 63;
    else if (c == '=' || c == ' ' || c == '\t' || c == '\r' || c == '\n')
      continue;
    else
      return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes.push_back(static_cast<std::uint8_t>(bits >> held));
  }
  return bytes;
}

// How many of the unit make a mV; 0 for a word that is no voltage. The DTD's default is MICROVOLTS.
double units_per_mv(std::string unit) {
  std::ranges::transform(unit, unit.begin(), [](unsigned char c) { return std::toupper(c); });
  if (unit.ends_with('S')) unit.pop_back();
  if (unit.empty() || unit == "MICROVOLT" || unit == "UV") return 1e3;
  if (unit == "MILLIVOLT" || unit == "MV") return 1;
  if (unit == "NANOVOLT" || unit == "NV") return 1e6;
  if (unit == "VOLT" || unit == "V") return 1e-3;
  return 0;
}

// Little-endian integers of 1, 2 or 4 bytes.
std::vector<std::int32_t> little_endian(const std::vector<std::uint8_t>& bytes, std::size_t size) {
  std::vector<std::int32_t> values(bytes.size() / size);
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::uint32_t value = 0;
    for (std::size_t k = 0; k < size; ++k) value |= std::uint32_t{bytes[i * size + k]} << 8 * k;
    const auto unused = static_cast<int>(32 - 8 * size);
    values[i] = static_cast<std::int32_t>(value << unused) >> unused;
  }
  return values;
}

class MuseParser {
 public:
  MuseParser(XmlNode root, const std::string& file) : root_(root), file_(file) {}

  CartDocument parse() {
    document_.format = "GE MUSE XML";
    XmlNode rhythm;
    int others = 0;
    for (const XmlNode waveform : children(root_, "Waveform")) {
      std::string kind = text_of(child(waveform, "WaveformType"));
      std::ranges::transform(kind, kind.begin(), [](unsigned char c) { return std::tolower(c); });
      if (kind == "median") {
        document_.comments.emplace_back("median beats, which are not read");
      } else if (rhythm) {
        ++others;
      } else {
        rhythm = waveform;
      }
    }
    if (!rhythm)
      throw Error(file_, document_.comments.empty()
                             ? "is a GE MUSE export without a waveform (<Waveform>)"
                             : "is a GE MUSE export of median beats alone: a rhythm waveform was expected");
    if (others > 0)
      document_.warnings.push_back(
          fmt::format("{} more rhythm waveforms, of which none is read: the first is the recording", others));
    const auto base = muse_number(rhythm, "SampleBase"), exponent = muse_number(rhythm, "SampleExponent");
    const double rate = base.value_or(0) * std::pow(10, exponent.value_or(0));
    if (!(rate > 0 && rate <= highest_cart_rate))
      throw Error(
          file_, fmt::format("states no sampling rate up to {:g} Hz: SampleBase is '{}', SampleExponent '{}'",
                             highest_cart_rate, text_of(child(rhythm, "SampleBase")).substr(0, 20),
                             text_of(child(rhythm, "SampleExponent")).substr(0, 20)));
    document_.set.rate = rate;
    for (const XmlNode lead : children(rhythm, "LeadData")) {
      add_lead(lead);
      if (document_.set.leads.size() > most_leads) break;  // the recording is refused
    }
    if (document_.set.leads.empty()) throw Error(file_, "the rhythm waveform has no lead (<LeadData>)");
    read_begin();
    read_people();
    return std::move(document_);
  }

 private:
  void add_lead(XmlNode node) {
    PlacedLead lead;
    lead.name = cart_lead_name(text_of(child(node, "LeadID")));
    const std::string what = "lead " + lead.name;
    const auto bytes = bytes_of_base64(child(node, "WaveFormData").text().get());
    if (!bytes) throw Error(file_, what + ": its samples (WaveFormData) are no base64");
    const double size = muse_number(node, "LeadSampleSize").value_or(2);
    if (size != 1 && size != 2 && size != 4)
      throw Error(file_, fmt::format("{}: samples of {:g} bytes: 1, 2 or 4 were expected", what, size));
    lead.samples = little_endian(*bytes, static_cast<std::size_t>(size));
    // A lead that was off is an empty element: the other leads stand without it.
    if (lead.samples.empty()) {
      document_.warnings.push_back(what + " has no samples and is left out");
      return;
    }
    const auto stated = muse_number(node, "LeadSampleCountTotal");
    if (stated && *stated != static_cast<double>(lead.samples.size()))
      document_.warnings.push_back(fmt::format("{} states {:g} samples and has {}: those are read", what,
                                               *stated, lead.samples.size()));
    scale(node, what, lead);
    place(node, what, lead);
    document_.set.leads.push_back(std::move(lead));
  }

  void scale(XmlNode node, const std::string& what, PlacedLead& lead) {
    const auto step = muse_number(node, "LeadAmplitudeUnitsPerBit");
    // Without a step the amplitude decides, as for any recording without units, and a warning says so.
    if (!step || *step == 0) return;
    const std::string unit = text_of(child(node, "LeadAmplitudeUnits"));
    const double factor = units_per_mv(unit);
    if (factor == 0)
      throw Error(file_, fmt::format("{}: amplitudes in '{}': a voltage was expected (MICROVOLTS)", what,
                                     unit.substr(0, 20)));
    lead.gain = factor / *step;
    if (!is_cart_gain(lead.gain)) {
      document_.warnings.push_back(fmt::format(
          "{} states steps of {:g} mV, which no cart has: its amplitude decides", what, *step / factor));
      lead.gain = 1;
      return;
    }
    lead.units = "mV";
  }

  // Carts that print 2.5 s a group of leads state where in the ten seconds a lead's first sample lies.
  void place(XmlNode node, const std::string& what, PlacedLead& lead) const {
    const double first = muse_number(node, "LeadOffsetFirstSample").value_or(0);
    // Ten seconds in groups of 2.5 s: the last group begins after three times its own length.
    const double most = 4 * static_cast<double>(lead.samples.size());
    if (!(first >= 0 && first <= most))
      throw Error(
          file_,
          fmt::format("{}: its first sample is number {:g}: 0 to {:g}, four times its samples, was expected",
                      what, first, most));
    lead.samples.insert(lead.samples.begin(), static_cast<std::size_t>(first), missing_sample);
  }

  // "11-23-2010" and "14:05:09". The DTD has the month first; a first number above 12 can only be a day.
  void read_begin() {
    const XmlNode test = child(root_, "TestDemographics");
    const std::string date = text_of(child(test, "AcquisitionDate"));
    std::array<int, 3> parts{};
    std::string_view rest = date;
    const char separator = date.find('/') != std::string::npos ? '/' : '-';
    for (int& part : parts) {
      const auto value = parse_integer(take_until(rest, separator));
      if (!value || *value < 1 || *value > 9999) return;
      part = static_cast<int>(*value);
    }
    auto [month, day, year] = parts;
    if (month > 31) std::tie(year, month, day) = std::tuple(parts[0], parts[1], parts[2]);
    if (month > 12) std::swap(month, day);
    const std::string time = text_of(child(test, "AcquisitionTime"));
    const double begin = seconds_of(year, month, day, time);
    if (begin < 0) {
      document_.warnings.push_back(
          fmt::format("'{} {}' is no date and time: the start is not known", date, time));
      return;
    }
    document_.set.begin = begin;
    document_.set.absolute = true;
  }

  void read_people() {
    const XmlNode person = child(root_, "PatientDemographics"), test = child(root_, "TestDemographics");
    const auto add = [&](const char* name, const std::string& value) {
      if (!value.empty()) document_.patient.emplace_back(name, value);
    };
    add("id", text_of(child(person, "PatientID")));
    const std::string given = text_of(child(person, "PatientFirstName"));
    const std::string family = text_of(child(person, "PatientLastName"));
    add("name", given + (given.empty() || family.empty() ? "" : " ") + family);
    std::string sex = text_of(child(person, "Gender"));
    std::ranges::transform(sex, sex.begin(), [](unsigned char c) { return std::tolower(c); });
    add("sex", sex);
    add("born", text_of(child(person, "DateofBirth")));
    add("age", text_of(child(person, "PatientAge")));
    const std::string device = text_of(child(test, "AcquisitionDevice"));
    if (!device.empty()) document_.comments.push_back("device: " + device);
    for (const XmlNode statement : children(child(root_, "Diagnosis"), "DiagnosisStatement")) {
      const std::string words = text_of(child(statement, "StmtText"));
      if (!words.empty()) document_.comments.push_back("statement of the file: " + words);
    }
  }

  XmlNode root_;
  std::string file_;
  CartDocument document_;
};

}  // namespace

CartDocument parse_muse(XmlNode root, const std::string& file) {
  return MuseParser(root, file).parse();
}

}  // namespace rwave

#endif
