#include "holter/print_pdf.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cctype>
#include <cstdlib>
#include <sstream>
#include <string>
#include <system_error>

#include "base/child_process.h"
#include "base/scratch_folder.h"
#include "rwave/error.h"

namespace rwave {
namespace {

namespace fs = std::filesystem;

// Debian's Chromium, then what it is called elsewhere; empty where none is installed.
fs::path installed_browser() {
  const char* path = std::getenv("PATH");
  for (const char* name : {"chromium", "chromium-browser", "google-chrome"}) {
    std::istringstream folders(path != nullptr ? path : "");
    for (std::string folder; std::getline(folders, folder, ':');) {
      const fs::path program = fs::path(folder.empty() ? "." : folder) / name;
      std::error_code none;
      if (fs::is_regular_file(program, none) && ::access(program.c_str(), X_OK) == 0) return program;
    }
  }
  return {};
}

// The address of a file. A name may have what parts an address (# and ?) or stands for another character (%).
std::string address_of(const fs::path& file) {
  std::string address = "file://";
  for (const char c : fs::absolute(file).string()) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || std::string_view("/-_.~").find(c) != std::string_view::npos) {
      address += c;
    } else {
      address += fmt::format("%{:02X}", byte);
    }
  }
  return address;
}

// What the browser writes, next to the PDF so that the last rename stays on one disk: removed however it
// ends.
class BrowserFiles {
 public:
  explicit BrowserFiles(const fs::path& pdf) : part(named(pdf, "part")), messages(named(pdf, "log")) {}
  BrowserFiles(const BrowserFiles&) = delete;
  BrowserFiles& operator=(const BrowserFiles&) = delete;
  ~BrowserFiles() {
    std::error_code ignored;
    fs::remove(part, ignored);
    fs::remove(messages, ignored);
  }

  // Half a PDF never has the name asked for.
  fs::path part;
  fs::path messages;

 private:
  static fs::path named(const fs::path& pdf, const char* what) {
    const fs::path folder = pdf.has_parent_path() ? pdf.parent_path() : ".";
    return folder / fmt::format(".{}.{}.{}", pdf.filename().string(), ::getpid(), what);
  }
};

}  // namespace

void print_pdf(const fs::path& page, const fs::path& pdf) {
  // A browser prints the page as it is seen; a renderer of our own would be a second form of every
  // table and chart.
  const fs::path browser = installed_browser();
  if (browser.empty())
    throw Error(pdf.string(),
                "a PDF needs Chromium (Debian: chromium), which is not installed; the HTML page was written "
                "and can be printed from any browser");
  const BrowserFiles files(pdf);
  // Settings and caches. The person's own profile may be open in a browser, which would then take the page
  // and print nothing, or lie in a home that cannot be written. Not next to the PDF: memory sticks and shares
  // know no symbolic links, which it holds.
  const ScratchFolder profile;
  ChildCommand command;
  command.arguments = {browser.string(), "--headless", "--no-sandbox", "--disable-gpu",
                       // Containers have 64 MB there, a day with its full disclosure needs more.
                       "--disable-dev-shm-usage", "--no-first-run",
                       "--user-data-dir=" + profile.path().string(), "--no-pdf-header-footer",
                       "--print-to-pdf=" + fs::absolute(files.part).string(), address_of(page)};
  command.messages = files.messages;
  ChildProcess child(command);
  const int status = child.wait();
  if (status != 0 || !fs::exists(files.part))
    throw Error(pdf.string(),
                fmt::format("{} could not print the page (status {}); the HTML page was written",
                            browser.filename().string(), status));
  fs::rename(files.part, pdf);
}

}  // namespace rwave
