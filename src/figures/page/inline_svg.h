#pragma once
// An SVG file as a part of an HTML page.

#include <string>
#include <string_view>

namespace rwave {

// The <svg> element alone, of the page's width at most and of its own at most, with `prefix` before every id
// and every reference to one, so that several pictures stand on one page. `label` is what a screen reader
// says. Throws Error naming `source` where it is no SVG, or holds what could reach out of the page: scripts,
// event handlers, style sheets, images or references to anything but its own ids.
std::string inline_svg(std::string_view svg, std::string_view prefix, std::string_view label,
                       const std::string& source);

}  // namespace rwave
