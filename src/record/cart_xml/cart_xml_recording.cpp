#include "record/cart_xml/cart_xml_recording.h"

#include <fmt/format.h>

#include <cctype>

#include "record/byte_source.h"
#include "record/cart_xml/cart_document.h"
#include "record/lead_codes.h"
#include "record/text.h"
#include "record/timestamp.h"
#include "rwave/error.h"

#ifdef RWAVE_PUGIXML
#include "record/xml_nodes.h"
#endif

namespace rwave {

bool is_cart_xml(const FileHead& head) {
  const std::string text = head.text();
  const auto holds_element = [&](std::string_view name) {
    const std::size_t at = text.find("<" + std::string(name));
    if (at == std::string::npos) return false;
    // <restingecgdata> of another maker begins with the same letters.
    const std::size_t after = at + 1 + name.size();
    return after < text.size() && std::string_view(" \t\r\n>").find(text[after]) != std::string_view::npos;
  };
  return text.starts_with("<") && (holds_element("RestingECG") || holds_element("CardiologyXML"));
}

double seconds_of(int year, int month, int day, std::string_view time) {
  // "9:05" has an hour of one digit: parts, not digits, are what is told apart.
  std::string digits;
  for (std::string_view rest = time; !rest.empty();) {
    const auto part = parse_integer(take_until(rest, ':'));
    if (!part || *part < 0 || *part > 59) return -1;
    digits += fmt::format("{:02}", *part);
  }
  if (year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1 || day > 31 || digits.size() < 4)
    return -1;
  return seconds_of_timestamp(fmt::format("{:04}{:02}{:02}{}", year, month, day, digits));
}

std::string cart_lead_name(std::string_view name) {
  std::string code = "MDC_ECG_LEAD_";
  for (const char c : name) code += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  std::string lead = mdc_lead_name(code);
  return !lead.empty() ? lead : name.empty() ? "unnamed" : std::string(name);
}

#ifndef RWAVE_PUGIXML

std::unique_ptr<Recording> open_cart_xml(const std::filesystem::path& file) {
  throw Error(file.string(),
              "is an ECG as a cart exports it in XML; this rwave was built without pugixml, which reading it "
              "needs (Debian: libpugixml-dev), so build it again with it");
}

#else

std::unique_ptr<Recording> open_cart_xml(const std::filesystem::path& file) {
  constexpr std::int64_t most_bytes = std::int64_t{1} << 30;  // an hour of twelve leads takes 120 MB
  std::string text = read_small_file(file, most_bytes);
  pugi::xml_document xml;
  parse_xml(xml, text, file.string());
  // MUSE names its DTD, which nobody has and nothing here fetches. Entities that the document
  // declares itself stand in brackets, and only bombs need them.
  if (doctype(xml).find('[') != std::string::npos)
    throw Error(file.string(),
                "has a DOCTYPE with declarations of its own, through which XML can bring in other files and "
                "expand without end: refused; remove what stands between [ and ]");
  const XmlNode root = xml.document_element();
  const bool muse = local_name(root) == "RestingECG";
  if (!muse && local_name(root) != "CardiologyXML")
    throw Error(file.string(),
                fmt::format("holds a cart's ECG within another document (<{}>): take <RestingECG> or "
                            "<CardiologyXML> out of it",
                            printable_utf8(std::string_view(root.name()).substr(0, 60))));
  CartDocument document = muse ? parse_muse(root, file.string()) : parse_cardiosoft(root, file.string());
  if (document.set.leads.size() > most_leads)
    throw Error(file.string(),
                fmt::format("has {} leads: at most {} were expected", document.set.leads.size(), most_leads));
  RecordingInfo info;
  info.name = file.stem().string();
  info.source = file.string();
  info.format = std::move(document.format);
  info.comments = std::move(document.comments);
  info.warnings = std::move(document.warnings);
  info.patient = std::move(document.patient);
  const std::optional<Layout> layout = lay_out({&document.set});
  if (!layout) throw Error(info.source, "a lead is there twice in one waveform");
  if (document.set.absolute) info.start = start_text(layout->begin);
  return build(*layout, std::move(info));
}

#endif

}  // namespace rwave
