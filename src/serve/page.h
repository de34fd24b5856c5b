#pragma once
// The review page's files, built from web/ and embedded into the program.

#include <string>
#include <string_view>

namespace rwave::serve {

// One file of the page: part of the program, or read from the folder of serve_page_from().
struct PageFile {
  // The address without its first slash: "index.html", "app.js".
  std::string_view path;
  std::string_view bytes;
  // The media type, and an entity tag of the bytes: a browser asks whether its copy still holds.
  std::string_view type;
  std::string etag;
};

// The file under an address, without the leading '/'; "index.html" for none. Null where there is no such
// file.
const PageFile* find_page_file(std::string_view path);

// Files are read from this folder from now on, at each request: for who changes the page.
void serve_page_from(const std::string& folder);

}  // namespace rwave::serve
