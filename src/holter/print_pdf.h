#pragma once
// A page printed as PDF by Chromium, as a reader would by hand. A library that lays out HTML by itself was
// refused: the page is made and tested for a browser, and would look different in the file.

#include <filesystem>

namespace rwave {

// Writes `pdf` from the HTML file `page`, under a temporary name first. Looks for Debian's Chromium and for
// what it is called elsewhere. Throws Error where none is installed (the page stays) or where it does not
// print.
void print_pdf(const std::filesystem::path& page, const std::filesystem::path& pdf);

}  // namespace rwave
