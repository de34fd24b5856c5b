#include "holter/print_pdf.h"

#include <fmt/format.h>

#include <string>

#include "base/child_process.h"
#include "rwave/error.h"

namespace rwave {

namespace fs = std::filesystem;

void print_pdf(const fs::path& page, const fs::path& pdf) {
  const fs::path folder = pdf.has_parent_path() ? pdf.parent_path() : ".";
  // A temporary name next to the target, so that the rename stays on one disk and half a PDF never
  // has the name asked for.
  const fs::path part = folder / ("." + pdf.filename().string() + ".part");
  const fs::path messages = folder / ("." + pdf.filename().string() + ".log");
  // A browser prints the page as it is seen; a renderer of our own would be a second form of every
  // table and chart.
  for (const char* browser : {"chromium", "chromium-browser", "google-chrome"}) {
    ChildCommand command;
    command.arguments = {browser,
                         "--headless",
                         "--no-sandbox",
                         "--disable-gpu",
                         "--no-pdf-header-footer",
                         "--print-to-pdf=" + fs::absolute(part).string(),
                         "file://" + fs::absolute(page).string()};
    command.messages = messages;
    try {
      ChildProcess child(command);
      const int status = child.wait();
      std::error_code ignored;
      fs::remove(messages, ignored);
      if (status == 127) continue;  // not installed under this name
      if (status == 0 && fs::exists(part)) {
        fs::rename(part, pdf);
        return;
      }
      throw Error(pdf.string(), fmt::format("{} could not print the page (status {})", browser, status));
    } catch (const Error& fault) {
      std::error_code ignored;
      fs::remove(messages, ignored);
      if (std::string(fault.what()).find("could not print") != std::string::npos) throw;
    }
  }
  throw Error(pdf.string(),
              "a PDF needs Chromium (Debian: chromium), which is not installed; the HTML page was written "
              "and can be printed from any browser");
}

}  // namespace rwave
