#pragma once
// Walks through parsed XML: the few steps that every reader of XML takes. For files that are built with
// pugixml only.

#include <pugixml.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace rwave {

using XmlNode = pugi::xml_node;

// Element names without their namespace's prefix: writers choose it freely.
std::string_view local_name(XmlNode node);

// The elements right below `node` of this local name, in the file's order.
std::vector<XmlNode> children(XmlNode node, std::string_view name);

// The first of them; a null node where there is none.
XmlNode child(XmlNode node, std::string_view name);

// "component/series": the first element at each step.
XmlNode descend(XmlNode node, std::string_view path);

// Text of an attribute, or right below an element, printable and trimmed; empty where there is none.
std::string attribute(XmlNode node, const char* name);
std::string text_of(XmlNode node);

// Parses `text` in place, so `text` must outlive `document`. Nothing is ever fetched or expanded: entities
// stay as they are written, and a DOCTYPE is kept as a node to be judged by the reader. Throws Error at the
// offset where it is not well-formed.
void parse_xml(pugi::xml_document& document, std::string& text, const std::string& file);

// The text of the document's DOCTYPE; empty where it has none.
std::string doctype(const pugi::xml_document& document);

}  // namespace rwave
