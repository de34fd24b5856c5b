#include "serve/page.h"

#include <array>
#include <filesystem>
#include <map>
#include <mutex>
#include <vector>

#include "base/checksum.h"
#include "base/output_file.h"
#include "rwave/error.h"
#include "serve/library.h"
#include "serve/page_files.h"

namespace rwave::serve {
namespace {

struct Type {
  std::string_view extension, type;
};
constexpr std::array types = {Type{".html", "text/html; charset=utf-8"},
                              Type{".js", "text/javascript; charset=utf-8"},
                              Type{".css", "text/css; charset=utf-8"},
                              Type{".svg", "image/svg+xml"},
                              Type{".png", "image/png"},
                              Type{".json", "application/json"},
                              Type{".webmanifest", "application/manifest+json"},
                              Type{".txt", "text/plain; charset=utf-8"}};

std::string_view type_of(std::string_view path) {
  for (const Type& type : types)
    if (path.ends_with(type.extension)) return type.type;
  return "application/octet-stream";
}

std::string etag_of(std::string_view bytes) {
  Checksum sum;
  sum.add(bytes);
  return "\"" + sum.text() + "\"";
}

const std::vector<PageFile>& embedded() {
  static const std::vector<PageFile> files = [] {
    std::vector<PageFile> all;
    for (const auto& [path, bytes] : page_files())
      all.push_back({path, bytes, type_of(path), etag_of(bytes)});
    return all;
  }();
  return files;
}

// Files of a folder as they were read last, for as long as the program runs: a reply may still need them.
struct Folder {
  std::mutex mutex;
  std::string path;
  std::vector<std::unique_ptr<std::pair<std::string, PageFile>>> read;
};
Folder& folder() {
  static Folder one;
  return one;
}

// For work on the page: files are read at each request, so that a reload shows a change. A version
// that is replaced is kept, as a reply may still be sending it.
const PageFile* read_from_folder(std::string_view path) {
  Folder& from = folder();
  const std::lock_guard lock(from.mutex);
  const std::filesystem::path file = std::filesystem::path(from.path) / path;
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) return nullptr;
  // Looked at after joining: "/etc/passwd" takes the folder's place, and a link may lead out of it.
  if (!lies_in(file, from.path)) return nullptr;
  auto one = std::make_unique<std::pair<std::string, PageFile>>(read_file(file), PageFile{});
  one->second = {"", one->first, type_of(path), etag_of(one->first)};
  for (const auto& known : from.read)
    if (known->second.etag == one->second.etag) return &known->second;
  from.read.push_back(std::move(one));
  return &from.read.back()->second;
}

}  // namespace

void serve_page_from(const std::string& path) {
  Folder& from = folder();
  const std::lock_guard lock(from.mutex);
  from.path = path;
}

const PageFile* find_page_file(std::string_view path) {
  if (path.empty()) path = "index.html";
  bool from_folder = false;
  {
    const std::lock_guard lock(folder().mutex);
    from_folder = !folder().path.empty();
  }
  if (from_folder) return read_from_folder(path);
  for (const PageFile& file : embedded())
    if (file.path == path) return &file;
  return nullptr;
}

}  // namespace rwave::serve
