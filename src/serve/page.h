#pragma once
// The review page's files, built from web/ and embedded into the program.

#include <string>
#include <string_view>

namespace rwave::serve {

struct PageFile {
  std::string_view path;  // "index.html", "app.js"
  std::string_view bytes;
  std::string_view type;
  std::string etag;
};

// The file under an address, without the leading '/'; "index.html" for none. Null where there is no such
// file.
const PageFile* find_page_file(std::string_view path);

// Files are read from this folder from now on, at each request: for who changes the page.
void serve_page_from(const std::string& folder);

}  // namespace rwave::serve
