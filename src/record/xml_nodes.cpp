// The one place that runs pugixml's parser.
#ifdef RWAVE_PUGIXML

#include "record/xml_nodes.h"

#include <fmt/format.h>

#include "record/text.h"
#include "rwave/error.h"

namespace rwave {

std::string_view local_name(XmlNode node) {
  const std::string_view name = node.name();
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::vector<XmlNode> children(XmlNode node, std::string_view name) {
  std::vector<XmlNode> found;
  for (const XmlNode child : node.children()) {
    if (local_name(child) == name) found.push_back(child);
  }
  return found;
}

XmlNode child(XmlNode node, std::string_view name) {
  for (const XmlNode next : node.children()) {
    if (local_name(next) == name) return next;
  }
  return {};
}

XmlNode descend(XmlNode node, std::string_view path) {
  for (std::string_view rest = path; node && !rest.empty();) node = child(node, take_until(rest, '/'));
  return node;
}

std::string attribute(XmlNode node, const char* name) {
  const std::string printable = printable_utf8(node.attribute(name).value());
  return std::string(trim(printable));
}

std::string text_of(XmlNode node) {
  const std::string printable = printable_utf8(trim(node.text().get()));
  return std::string(trim(printable));
}

void parse_xml(pugi::xml_document& document, std::string& text, const std::string& file) {
  const pugi::xml_parse_result result =
      document.load_buffer_inplace(text.data(), text.size(), pugi::parse_default | pugi::parse_doctype);
  if (!result) {
    throw Error::at_offset(file, static_cast<std::int64_t>(result.offset),
                           fmt::format("is not well-formed XML: {}", result.description()));
  }
}

std::string doctype(const pugi::xml_document& document) {
  for (const XmlNode node : document.children()) {
    if (node.type() == pugi::node_doctype) return *node.value() ? node.value() : "DOCTYPE";
  }
  return "";
}

}  // namespace rwave

#endif
