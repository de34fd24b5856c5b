// CardioSoft and CASE: strips and the full disclosure of stress tests to leads and samples.
#ifdef RWAVE_PUGIXML

#include <fmt/format.h>

#include <algorithm>

#include "record/cart_xml/cart_document.h"
#include "record/text.h"
#include "record/xml_nodes.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// Every element of this name below `node`, in the file's order: strips of a stress test lie a few levels
// down, at depths that differ between versions.
void collect(XmlNode node, std::string_view name, std::vector<XmlNode>& found) {
  struct Walker : pugi::xml_tree_walker {
    std::string_view wanted;
    std::vector<XmlNode>* into = nullptr;
    bool for_each(XmlNode& next) override {
      if (local_name(next) == wanted) into->push_back(next);
      return true;
    }
  } walker;
  walker.wanted = name;
  walker.into = &found;
  node.traverse(walker);
}

class CardioSoftParser {
 public:
  CardioSoftParser(XmlNode root, const std::string& file) : root_(root), file_(file) {}

  CartDocument parse() {
    document_.format = "CardioSoft XML";
    std::vector<XmlNode> strips, disclosures;
    collect(root_, "StripData", strips);
    collect(root_, "FullDisclosure", disclosures);
    // A stress test without its whole signal has an empty element.
    std::erase_if(disclosures, [](XmlNode node) {
      return std::string_view(child(node, "FullDisclosureData").text().get()).size() < 2;
    });
    std::erase_if(strips, [](XmlNode node) { return !child(node, "WaveformData"); });
    if (!disclosures.empty()) {
      read_disclosure(disclosures.front());
      if (!strips.empty())
        document_.comments.push_back(
            fmt::format("{} strips, which are parts of the full disclosure that is read", strips.size()));
    } else if (!strips.empty()) {
      read_strip(longest(strips));
      if (strips.size() > 1)
        document_.warnings.push_back(
            fmt::format("of {} strips the longest is read: they are apart, and the file does not say how far",
                        strips.size()));
    } else {
      throw Error(file_,
                  "is a CardioSoft export without samples (neither StripData nor FullDisclosure): export it "
                  "with its waveforms");
    }
    read_begin();
    read_people();
    return std::move(document_);
  }

 private:
  static XmlNode longest(const std::vector<XmlNode>& strips) {
    return *std::ranges::max_element(strips, {}, [](XmlNode strip) {
      return std::string_view(child(strip, "WaveformData").text().get()).size();
    });
  }

  // Rate of samples and how many steps make a mV, which both kinds state alike.
  double read_scale(XmlNode node) {
    const std::string rate = text_of(child(node, "SampleRate"));
    const auto hertz = parse_real(rate);
    if (!hertz || !(*hertz > 0 && *hertz <= highest_cart_rate))
      throw Error(file_, fmt::format("states no sampling rate up to 20,000 Hz: SampleRate is '{}'",
                                     rate.substr(0, 20)));
    document_.set.rate = *hertz;
    const XmlNode resolution = child(node, "Resolution");
    const std::string unit = attribute(resolution, "units");
    const auto step = parse_real(text_of(resolution));
    if (!step || *step == 0) return 0;
    if (!unit.empty() && unit != "uVperLsb")
      throw Error(file_, fmt::format("a resolution in '{}': uVperLsb was expected", unit.substr(0, 20)));
    const double gain = 1e3 / *step;
    if (is_cart_gain(gain)) return gain;
    document_.warnings.push_back(
        fmt::format("states steps of {:g} uV, which no cart has: the amplitude decides", *step));
    return 0;
  }

  void read_strip(XmlNode strip) {
    const double gain = read_scale(strip);
    for (const XmlNode wave : children(strip, "WaveformData")) {
      const std::string name = attribute(wave, "lead");
      PlacedLead lead = lead_of(name, gain);
      lead.samples = numbers(wave.text().get(), "lead " + lead.name);
      if (lead.samples.empty()) {
        document_.warnings.push_back("lead " + lead.name + " has no samples and is left out");
        continue;
      }
      document_.set.leads.push_back(std::move(lead));
      if (document_.set.leads.size() > most_leads) break;  // the recording is refused
    }
    if (document_.set.leads.empty()) throw Error(file_, "no lead of the strip has samples");
  }

  // "I,2,3" for three leads, then sample after sample the value of each.
  void read_disclosure(XmlNode node) {
    const double gain = read_scale(node);
    const std::string order = text_of(child(node, "LeadOrder"));
    std::string_view rest = order;
    std::vector<PlacedLead> leads;
    while (!rest.empty() && leads.size() <= most_leads)
      leads.push_back(lead_of(trim(take_until(rest, ',')), gain));
    const std::vector<std::int32_t> all =
        numbers(child(node, "FullDisclosureData").text().get(), "full disclosure");
    if (leads.empty() || all.size() < leads.size())
      throw Error(file_, fmt::format("the full disclosure names {} leads and has {} samples", leads.size(),
                                     all.size()));
    if (all.size() % leads.size() != 0)
      document_.warnings.push_back(fmt::format(
          "the full disclosure ends within a frame: {} samples of {} leads; whole frames are read",
          all.size(), leads.size()));
    const std::size_t frames = all.size() / leads.size();
    for (std::size_t k = 0; k < leads.size(); ++k) {
      leads[k].samples.resize(frames);
      for (std::size_t i = 0; i < frames; ++i) leads[k].samples[i] = all[i * leads.size() + k];
    }
    document_.set.leads = std::move(leads);
  }

  static PlacedLead lead_of(std::string_view name, double gain) {
    PlacedLead lead;
    lead.name = cart_lead_name(name);
    if (gain == 0) return lead;  // without a step the amplitude decides, and a warning says so
    lead.units = "mV";
    lead.gain = gain;
    return lead;
  }

  // Whole numbers between commas; blanks and line ends are passed over, a comma may end the text.
  std::vector<std::int32_t> numbers(std::string_view text, const std::string& what) const {
    std::vector<std::int32_t> values;
    while (!text.empty()) {
      const std::string_view token = trim(take_until(text, ','));
      if (token.empty()) continue;
      const auto value = parse_integer(token);
      if (!value || *value <= INT32_MIN || *value > INT32_MAX)
        throw Error(file_, fmt::format("{}: sample {}: '{}' is no whole number of 32 bits", what,
                                       values.size() + 1, printable_utf8(token.substr(0, 20))));
      values.push_back(static_cast<std::int32_t>(*value));
    }
    return values;
  }

  void read_begin() {
    const XmlNode clock = child(root_, "ObservationDateTime");
    const auto part = [&](const char* name) {
      const auto value = parse_integer(text_of(child(clock, name)));
      return value && *value >= 0 && *value < 10000 ? static_cast<int>(*value) : -1;
    };
    if (part("Hour") < 0 || part("Minute") < 0) return;
    const double begin = seconds_of(
        part("Year"), part("Month"), part("Day"),
        fmt::format("{:02}:{:02}:{:02}", part("Hour"), part("Minute"), std::max(part("Second"), 0)));
    if (begin < 0) {
      document_.warnings.emplace_back("ObservationDateTime is no date and time: the start is not known");
      return;
    }
    document_.set.begin = begin;
    document_.set.absolute = true;
  }

  void read_people() {
    const XmlNode person = child(root_, "PatientInfo");
    const auto add = [&](const char* name, const std::string& value) {
      if (!value.empty()) document_.patient.emplace_back(name, value);
    };
    add("id", text_of(child(person, "PID")));
    const std::string given = text_of(descend(person, "Name/GivenName"));
    const std::string family = text_of(descend(person, "Name/FamilyName"));
    add("name", given + (given.empty() || family.empty() ? "" : " ") + family);
    std::string sex = text_of(child(person, "Gender"));
    std::ranges::transform(sex, sex.begin(), [](unsigned char c) { return std::tolower(c); });
    add("sex", sex);
    add("age", text_of(child(person, "Age")));
  }

  XmlNode root_;
  std::string file_;
  CartDocument document_;
};

}  // namespace

CartDocument parse_cardiosoft(XmlNode root, const std::string& file) {
  return CardioSoftParser(root, file).parse();
}

}  // namespace rwave

#endif
