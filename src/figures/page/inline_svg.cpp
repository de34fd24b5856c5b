#include "figures/page/inline_svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "figures/page/html.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// Elements that a plotted figure has no use for.
constexpr std::array refused = {"script", "foreignobject", "style", "iframe", "animate", "set", "a"};

bool is_space(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

std::string lower(std::string_view text) {
  std::string low(text);
  for (char& c : low) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return low;
}

// Copies an SVG tag by tag, attribute by attribute: whatever is not understood is refused, not passed on.
class SvgCopier {
 public:
  // Pictures are put into the page itself, as it must work without a network and without other
  // files. So they are treated as foreign text: nothing in them may run or fetch anything.
  SvgCopier(std::string_view svg, std::string_view prefix, const std::string& source)
      : text_(svg), prefix_(prefix), source_(source) {}

  std::string copy(std::string_view label) {
    const std::size_t begin = text_.find("<svg");
    if (begin == std::string_view::npos) fail("is no SVG picture");
    at_ = begin;
    label_ = label;
    while (at_ < text_.size()) {
      if (text_[at_] == '<') {
        copy_markup();
      } else {
        const std::size_t end = std::min(text_.find('<', at_), text_.size());
        html_ += text_.substr(at_, end - at_);
        at_ = end;
      }
    }
    return html_;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error::at_offset(source_, static_cast<std::int64_t>(at_), what + ": not put on the page");
  }

  void copy_markup() {
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with("<!--")) {
      const std::size_t end = rest.find("-->");
      if (end == std::string_view::npos) fail("a comment is not closed");
      at_ += end + 3;
    } else if (rest.starts_with("<!") || rest.starts_with("<?")) {
      fail("declarations within a picture");
    } else {
      copy_tag();
    }
  }

  void copy_tag() {
    ++at_;
    const bool closing = at_ < text_.size() && text_[at_] == '/';
    if (closing) ++at_;
    const std::string name(word());
    if (name.empty()) fail("a tag without a name");
    const std::string low = lower(name);
    if (std::ranges::find(refused, low) != refused.end()) fail("a <" + name + "> element");
    if (!closing && (low == "title" || low == "desc")) {
      skip_element(name);
      return;
    }
    low_tag_ = low;
    html_ += (closing ? "</" : "<") + name;
    if (low == "svg" && !closing) {
      html_ += fmt::format(" role=\"img\" aria-label=\"{}\"{}", html_text(label_), own_width());
    }
    while (copy_attribute()) {
    }
  }

  // The style sheet gives pictures the page's width; a small one is not to be blown up to it.
  std::string own_width() const {
    const std::string_view tag = text_.substr(at_, text_.find('>', at_) - at_);
    const std::size_t found = tag.find(" width=");
    if (found == std::string_view::npos) return "";
    const std::string_view value = tag.substr(found + 8);
    const std::size_t digits = std::min(value.find_first_not_of("0123456789"), value.size());
    return digits == 0 ? "" : fmt::format(" style=\"max-width:{}px\"", value.substr(0, digits));
  }

  // gnuplot's titles name its own objects ("gnuplot_plot_1"), and a browser would show them at the pointer.
  void skip_element(const std::string& name) {
    const std::string end = "</" + name + ">";
    const std::size_t found = text_.find(end, at_);
    if (found == std::string_view::npos) fail("a <" + name + "> is not closed");
    at_ = found + end.size();
  }

  // One attribute, or the tag's end (false).
  bool copy_attribute() {
    skip_space();
    if (at_ >= text_.size()) fail("a tag is not closed");
    if (text_[at_] == '>' || text_.substr(at_, 2) == "/>") {
      const std::size_t length = text_[at_] == '>' ? 1 : 2;
      html_ += text_.substr(at_, length);
      at_ += length;
      return false;
    }
    const std::string name(word());
    skip_space();  // gnuplot writes "points = '...'"
    if (name.empty() || at_ >= text_.size() || text_[at_] != '=') fail("an attribute without a value");
    ++at_;
    skip_space();
    const char quote = at_ < text_.size() ? text_[at_] : ' ';
    if (quote != '"' && quote != '\'') fail("a value without quotes");
    const std::size_t begin = at_ + 1, end = text_.find(quote, begin);
    if (end == std::string_view::npos) fail("a quote is not closed");
    add_attribute(name, text_.substr(begin, end - begin), quote);
    at_ = end + 1;
    return true;
  }

  void add_attribute(const std::string& name, std::string_view value, char quote) {
    const std::string low = lower(name);
    if (low.starts_with("on")) fail("an event handler, " + name);
    if (lower(value).find("javascript:") != std::string::npos) fail("a script in " + name);
    if (low == "id") {
      // All pictures share one page: without a prefix the clip paths of the second would be those
      // of the first.
      html_ += fmt::format(" {}={}{}{}{}", name, quote, prefix_, value, quote);
    } else if (low == "href" || low == "xlink:href") {
      if (low_tag_ == "image" && value.starts_with("data:image/png;base64,")) {  // gnuplot's heat maps
        html_ += fmt::format(" {}={}{}{}", name, quote, value, quote);
        return;
      }
      if (!value.starts_with('#')) fail("a reference out of the picture");
      html_ += fmt::format(" {}={}#{}{}{}", name, quote, prefix_, value.substr(1), quote);
    } else {
      html_ += fmt::format(" {}={}{}{}", name, quote, with_own_urls(value), quote);
    }
  }

  // url(#clip) with the prefix; no other url(...).
  std::string with_own_urls(std::string_view value) const {
    std::string text;
    for (std::size_t at = value.find("url("); at != std::string_view::npos; at = value.find("url(")) {
      const std::size_t inside = at + 4 + (value.substr(at + 4, 1) == "'" ? 1 : 0);
      if (value.substr(inside, 1) != "#") fail("a reference out of the picture");
      text += fmt::format("{}{}", value.substr(0, inside + 1), prefix_);
      value.remove_prefix(inside + 1);
    }
    return text.append(value);
  }

  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  std::string_view word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && !is_space(text_[at_]) && text_[at_] != '>' && text_[at_] != '/' &&
           text_[at_] != '=' && text_[at_] != '<') {
      ++at_;
    }
    return text_.substr(begin, at_ - begin);
  }

  std::string_view text_, prefix_, label_;
  const std::string& source_;
  std::size_t at_ = 0;
  std::string html_;
  // The name of the current tag, in small letters.
  std::string low_tag_;
};

}  // namespace

std::string inline_svg(std::string_view svg, std::string_view prefix, std::string_view label,
                       const std::string& source) {
  return SvgCopier(svg, prefix, source).copy(label);
}

}  // namespace rwave
