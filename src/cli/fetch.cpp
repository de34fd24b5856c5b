// rwave fetch: a public database, verified, resumable.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <string>
#include <vector>

#include "cli/common.h"
#include "cli/verbs.h"
#include "fetch/fetch.h"
#include "fetch/progress_bar.h"

namespace rwave::cli {
namespace {

struct FetchArguments {
  std::string name;
  std::string to = "data";
  std::string mirror;
};

void fetch(const FetchArguments& arguments) {
  const Database& database = find_published(arguments.name);
  database_addresses(database, arguments.mirror);  // wrong use is said before anything else is
  FetchProgressBar bar(arguments.name, stderr);
  FetchOptions options;
  options.mirror = arguments.mirror;
  options.folder = arguments.to;
  options.on_progress = [&bar](const FetchProgress& progress) { bar.show(progress); };
  fmt::print(stderr, "{} {}: {}\n", database.name, database.version, database.title);
  // The progress line must be ended before an error is printed, or both stand in one line.
  const auto fetched = [&] {
    try {
      return fetch_database(database, options);
    } catch (...) {
      bar.finish();
      throw;
    }
  }();
  bar.finish();
  fmt::print(stderr, "{} of {} files were there already; every file has its published SHA-256 sum\n",
             fetched.total.present, fetched.total.files);
  fmt::print("{}\n", fetched.folder.string());
}

std::string names() {
  std::vector<std::string_view> all;
  for (const Database& database : published_databases()) all.push_back(database.name);
  return fmt::format("{}", fmt::join(all, ", "));
}

}  // namespace

void add_fetch(CLI::App& app) {
  auto arguments = std::make_shared<FetchArguments>();
  CLI::App* verb = app.add_subcommand(
      "fetch", "Download a public database from PhysioNet: every file checked, resumed where it broke off");
  verb->add_option("NAME", arguments->name, "Database: " + names())->required();
  verb->add_option("--to", arguments->to,
                   "Folder of databases: the files come into DIR/NAME, and RWAVE_DATA=DIR finds them")
      ->type_name("DIR")
      ->capture_default_str();
  verb->add_option(
          "--mirror", arguments->mirror,
          "Another server's copy of physionet.org, of its files/, or of this database (http or https)")
      ->type_name("URL");
  verb->footer(
      "Prints the folder. Files that are there with the right sum are kept; what a broken download left as\n"
      "*.part is continued by the same command. The recordings' files come (headers, signals, annotations,\n"
      "tables), not the web pages about them.");
  verb->callback([arguments] { fetch(*arguments); });
}

}  // namespace rwave::cli
