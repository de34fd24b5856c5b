// Elements and attributes of an annotated ECG to numbers.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "record/aecg/sequences.h"
#include "record/held_recording.h"
#include "record/lead_codes.h"
#include "record/text.h"
#include "record/timestamp.h"
#include "rwave/error.h"

#ifdef RWAVE_PUGIXML
#include "record/xml_nodes.h"
#endif

namespace rwave {

std::int64_t AecgSeries::frames() const {
  std::int64_t sum = 0;
  for (const PlacedSet& set : sets) sum += set.frames();
  return sum;
}

#ifndef RWAVE_PUGIXML

AecgDocument parse_aecg(std::string, const std::string& file) {
  throw Error(file,
              "is an HL7 annotated ECG; this rwave was built without pugixml, which reading it needs "
              "(Debian: libpugixml-dev), so build it again with it");
}

#else

namespace {

using Node = XmlNode;

struct Unit {
  std::string_view name;
  double factor;
};
constexpr std::array voltages = {Unit{"uV", 1e3},        Unit{"mV", 1},
                                 Unit{"V", 1e-3},        Unit{"nV", 1e6},
                                 Unit{"\xc2\xb5V", 1e3}, Unit{"\xce\xbcV", 1e3}};  // how many make a mV
constexpr std::array times = {Unit{"s", 1}, Unit{"ms", 1e3}, Unit{"us", 1e6},
                              Unit{"ns", 1e9}};  // how many make 1 s

class Parser {
 public:
  Parser(const pugi::xml_document& document, const std::string& file) : file_(file) {
    if (!doctype(document).empty())
      throw Error(
          file_,
          "has a DOCTYPE, through which XML can bring in other files and expand without end: refused, an "
          "annotated ECG has none; remove it");
    root_ = document.document_element();
    if (local_name(root_) != "AnnotatedECG")
      throw Error(file_, fmt::format("is an XML file (<{}>), and no HL7 annotated ECG (<AnnotatedECG>)",
                                     printable_utf8(std::string_view(root_.name()).substr(0, 60))));
  }

  AecgDocument parse() {
    AecgDocument document;
    for (const Node component : children(root_, "component")) {
      for (const Node series : children(component, "series")) add_series(series, document);
    }
    if (document.series.empty())
      throw Error(file_, document.other_series > 0
                             ? "is an HL7 annotated ECG of median beats alone: a rhythm series was expected"
                             : "is an HL7 annotated ECG without a series of samples");
    read_people(document);
    return document;
  }

 private:
  void add_series(Node series, AecgDocument& document) {
    for (const Node derivation : children(series, "derivation"))
      document.other_series += static_cast<int>(children(derivation, "derivedSeries").size());
    const std::string code = attribute(child(series, "code"), "code");
    if (code != "RHYTHM" &&
        (code.find("BEAT") != std::string::npos || code.find("MEDIAN") != std::string::npos)) {
      ++document.other_series;
      return;
    }
    AecgSeries out;
    for (const Node component : children(series, "component")) {
      for (const Node set : children(component, "sequenceSet")) out.sets.push_back(parse_set(set));
    }
    if (out.frames() > 0) document.series.push_back(std::move(out));
    const std::string device = attribute(
        descend(series, "author/seriesAuthor/manufacturedSeriesDevice/manufacturerModelName"), "value");
    const Node model = descend(series, "author/seriesAuthor/manufacturedSeriesDevice/manufacturerModelName");
    const std::string text = printable_utf8(trim(model.text().get()));
    if (!device.empty() || !text.empty())
      document.comments.push_back("device: " + (text.empty() ? device : text));
  }

  PlacedSet parse_set(Node node) {
    PlacedSet set;
    for (const Node component : children(node, "component")) {
      for (const Node sequence : children(component, "sequence")) {
        const std::string code = attribute(child(sequence, "code"), "code");
        if (code == "TIME_ABSOLUTE" || code == "TIME_RELATIVE") {
          read_clock(child(sequence, "value"), code == "TIME_ABSOLUTE", set);
        } else {
          set.leads.push_back(parse_lead(code, child(sequence, "value")));
        }
      }
    }
    if (set.leads.empty()) throw Error(file_, "a sequence set has no lead");
    if (set.rate == 0)
      throw Error(file_, "a sequence set has no time sequence with an increment, so no sampling rate");
    return set;
  }

  // The factor of a unit in the table, 0 where it has none of that name.
  template <std::size_t n>
  static double factor_of(const std::array<Unit, n>& units, std::string_view name) {
    const auto* found = std::ranges::find(units, name, &Unit::name);
    return found == units.end() ? 0 : found->factor;
  }

  double number(Node node, const char* name, const std::string& what) const {
    const std::string text = attribute(node, name);
    const auto value = parse_real(text);
    if (!value) throw Error(file_, fmt::format("{}: '{}' is no number", what, text.substr(0, 40)));
    return *value;
  }

  void read_clock(Node value, bool absolute, PlacedSet& set) const {
    const Node head = child(value, "head"), step = child(value, "increment");
    const double increment = number(step, "value", "increment of time");
    const std::string unit = attribute(step, "unit");
    const double factor = factor_of(times, unit);
    if (factor == 0 || increment <= 0)
      throw Error(file_, fmt::format("increment of time: {} '{}': more than 0 s, ms or us was expected",
                                     increment, unit.substr(0, 20)));
    set.rate = factor / increment;
    // 0.0033333333 s is a rounded 1/300.
    if (std::abs(set.rate - std::round(set.rate)) < 1e-6 * set.rate) set.rate = std::round(set.rate);
    set.absolute = absolute;
    if (absolute) {
      set.begin = seconds_of_timestamp(attribute(head, "value"));
      if (set.begin < 0) {  // a clock that says nothing: the set stands by itself
        set.absolute = false;
        set.begin = 0;
      }
    } else {
      const std::string head_unit = attribute(head, "unit");
      const double head_factor = head_unit.empty() ? factor : factor_of(times, head_unit);
      set.begin =
          head && head_factor > 0 ? number(head, "value", "begin of a time sequence") / head_factor : 0;
    }
  }

  PlacedLead parse_lead(const std::string& code, Node value) const {
    PlacedLead lead;
    lead.name = mdc_lead_name(code);
    if (lead.name.empty()) lead.name = code.empty() ? "unnamed" : code;
    const Node origin = child(value, "origin"), scale = child(value, "scale");
    const std::string what = "lead " + lead.name;
    const std::string unit = attribute(scale, "unit");
    const double step = number(scale, "value", what + ": scale");
    if (step == 0) throw Error(file_, what + ": a scale of 0");
    const double voltage = factor_of(voltages, unit);
    lead.units = voltage > 0 ? "mV" : unit.empty() ? "?" : unit;
    lead.gain = (voltage > 0 ? voltage : 1) / step;
    if (origin) {
      const std::string origin_unit = attribute(origin, "unit");
      const double zero = number(origin, "value", what + ": origin");
      const double own = origin_unit.empty() ? voltage : factor_of(voltages, origin_unit);
      if (zero != 0 && voltage > 0 && own == 0)
        throw Error(file_, fmt::format("{}: an origin in '{}' of a scale in '{}'", what, origin_unit, unit));
      lead.baseline = -zero / step * (voltage > 0 && own > 0 ? voltage / own : 1);
      if (lead.baseline == 0) lead.baseline = 0;  // not -0
    }
    read_digits(child(value, "digits").text().get(), what, lead);
    return lead;
  }

  // Whole numbers; decimal ones, which some writers have, become whole by a power of ten.
  void read_digits(std::string_view text, const std::string& what, PlacedLead& lead) const {
    std::vector<double> values;
    bool whole = true;
    constexpr std::string_view blanks = " \t\r\n";
    for (std::size_t at = 0; (at = text.find_first_not_of(blanks, at)) != std::string_view::npos;) {
      const std::size_t end = std::min(text.find_first_of(blanks, at), text.size());
      const auto value = parse_real(text.substr(at, end - at));
      if (!value || std::abs(*value) >= 2147483647.0)
        throw Error(file_, fmt::format("{}: digit {}: '{}' is no number of 32 bits", what, values.size() + 1,
                                       printable_utf8(text.substr(at, std::min<std::size_t>(end - at, 20)))));
      whole = whole && *value == std::floor(*value);
      values.push_back(*value);
      at = end;
    }
    if (whole) {
      lead.samples.assign(values.begin(), values.end());
      return;
    }
    SignalInfo scale;
    lead.samples = quantise(values, scale);
    lead.gain *= scale.gain;
    lead.baseline *= scale.gain;
  }

  void read_people(AecgDocument& document) const {
    const auto add = [&](const char* name, const std::string& value) {
      if (!value.empty()) document.patient.emplace_back(name, value);
    };
    const Node subject =
        descend(root_, "componentOf/timepointEvent/componentOf/subjectAssignment/subject/trialSubject");
    const Node person = child(subject, "subjectDemographicPerson");
    add("id", attribute(child(subject, "id"), "extension"));
    add("name", text_below(child(person, "name")));
    const std::string sex = attribute(child(person, "administrativeGenderCode"), "code");
    if (sex != "UN") add("sex", sex == "F" ? "female" : sex == "M" ? "male" : sex);  // UN: not known
    add("born", attribute(child(person, "birthTime"), "value"));
    add("race", attribute(child(person, "raceCode"), "code"));
    const std::string title = printable_utf8(trim(child(root_, "text").text().get()));
    if (!title.empty()) document.comments.push_back(title);
    std::sort(document.comments.begin(), document.comments.end());
    document.comments.erase(std::unique(document.comments.begin(), document.comments.end()),
                            document.comments.end());
  }

  // A name is text, or given and family names.
  static std::string text_below(Node node) {
    std::string text = printable_utf8(trim(node.text().get()));
    for (const char* part : {"prefix", "given", "family", "suffix"}) {
      for (const Node found : children(node, part)) {
        const std::string word = printable_utf8(trim(found.text().get()));
        if (!word.empty()) text += (text.empty() ? "" : " ") + word;
      }
    }
    return text;
  }

  std::string file_;
  Node root_;
};

}  // namespace

AecgDocument parse_aecg(std::string text, const std::string& file) {
  pugi::xml_document document;
  parse_xml(document, text, file);
  return Parser(document, file).parse();
}

#endif

}  // namespace rwave
