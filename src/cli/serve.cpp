// rwave serve: the review page and its HTTP interface.
#include <fmt/format.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/output_file.h"
#include "cli/common.h"
#include "cli/recordings.h"
#include "cli/stream_model.h"
#include "cli/table_stream.h"
#include "cli/verbs.h"
#include "record/formats.h"
#include "rwave/classifier.h"
#include "rwave/error.h"
#include "serve/page.h"
#include "serve/server.h"

namespace rwave::cli {
namespace {

struct ServeArguments {
  serve::ServeOptions serve;
  std::string token;
  std::string password_file;
  std::string web;
  std::int64_t uploads = 0;  // MB
  std::string live;          // name of the stream on standard input
};

std::string password_of(const ServeArguments& arguments) {
  if (!arguments.token.empty() && !arguments.password_file.empty())
    throw UsageError("--token and --password-file are two ways to one password: choose one");
  if (arguments.password_file.empty()) return arguments.token;
  std::string text = read_file(arguments.password_file);
  text = text.substr(0, text.find_first_of("\r\n"));
  if (text.size() < 8)
    throw Error(arguments.password_file, "line 1: a password of 8 characters or more is expected");
  return text;
}

// Blocks until the process is asked to end.
void wait_for_signal() {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGINT);
  ::sigaddset(&set, SIGTERM);
  ::sigaddset(&set, SIGHUP);
  int number = 0;
  // Signals are taken by a wait and not by a handler: what has to be done then needs locks, which a
  // handler must not take.
  while (::sigwait(&set, &number) != 0) {
  }
}

// Labels the table on standard input as it comes in. A fault ends the stream, not the server, whose page says
// it; `failed` is set then, for the exit code.
void read_live(serve::LiveStreams& streams, const std::string& name, const OpenOptions& open,
               std::atomic<bool>& failed) {
  std::shared_ptr<serve::LiveStream> stream;
  std::string error;
  try {
    read_table_stream(std::cin, open, [&](double stated, std::span<const float> frame) {
      if (!stream) stream = streams.make(name, stated, static_cast<int>(frame.size()), true);
      stream->push(frame);
    });
  } catch (const std::exception& fault) {  // of a thread's own: nobody else would catch it
    error = fault.what();
    failed = true;
  }
  streams.end_input(error);
  if (!error.empty())
    fmt::print(stderr, "rwave serve: the stream {} failed: {}\n", name, error);
  else
    fmt::print(stderr, "rwave serve: the stream {} has ended\n", name);
  fmt::print(stderr, "rwave serve: the page goes on until this program is stopped{}\n",
             error.empty() ? "" : "; its exit code is then 1");
  std::fflush(stderr);
}

void run_serve(ServeArguments arguments) {
  serve::ServeOptions& options = arguments.serve;
  if (options.recordings.empty() && arguments.live.empty() && options.live_streams == 0)
    throw UsageError(
        "give a folder with recordings, --live NAME for a stream on standard input, or --live-streams N");
  options.password = password_of(arguments);
  if (!arguments.token.empty() && arguments.token.size() < 16)
    // Longer than a password: it stands in the address that is printed at the start, and in shells'
    // histories.
    throw UsageError(
        "--token must have 16 characters or more: who guesses has ten tries a minute, as long as the server "
        "runs");
  if (options.front.certificate.empty() != options.front.key.empty())
    throw UsageError("TLS needs both --certificate and --key");
  options.version = version();
  options.upload_limit = arguments.uploads * 1'000'000;
  // Else the first to meet it would be whoever opens a recording, or the page.
  if (!options.model.empty()) tell_stream_model(Model::load(options.model, 1), options.model);
  if (!arguments.web.empty()) {
    if (!std::filesystem::exists(std::filesystem::path(arguments.web) / "index.html"))
      throw Error(arguments.web, "holds no index.html: --web takes the folder of the page's files");
    serve::serve_page_from(arguments.web);
  }
  // Before the first thread, so that none of them is interrupted instead of this one.
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGINT);
  ::sigaddset(&set, SIGTERM);
  ::sigaddset(&set, SIGHUP);
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  serve::Server server(options);
  if (!arguments.live.empty()) server.live().announce(arguments.live);
  server.start();
  fmt::print(stderr, "rwave serve: {}\n", server.address());
  // Served all the same: recordings may come by upload or be copied in. But a mistyped folder looks just so.
  const auto recordings = server.recording_list();
  for (const std::string& sentence : recordings->left_out) fmt::print(stderr, "rwave serve: {}\n", sentence);
  if (!options.recordings.empty() && recordings->entries.empty())
    fmt::print(
        stderr,
        "rwave serve: {} holds no recording yet ({} are read); what is put there appears on the page\n",
        options.recordings.front().string(), format_list());
  if (!options.password.empty() && options.front.certificate.empty())
    fmt::print(stderr,
               "rwave serve: without TLS (--certificate, --key) the password can be read on the way\n");
  std::fflush(stderr);
  std::atomic<bool> failed = false;
  if (!arguments.live.empty())
    std::thread([&] { read_live(server.live(), arguments.live, options.open, failed); }).detach();
  wait_for_signal();
  server.stop();
  fmt::print(stderr, "rwave serve: stopped\n");
  // A recording that is just being labelled would hold the process for as long as that takes.
  remove_unfinished_outputs();
  std::_Exit(failed ? exit_failed : exit_done);
}

}  // namespace

void add_serve(CLI::App& app) {
  auto arguments = std::make_shared<ServeArguments>();
  CLI::App* verb = app.add_subcommand("serve", "Review and correct labels in the browser");
  serve::ServeOptions& options = arguments->serve;
  verb->add_option("DIR", options.recordings, "folders with recordings, or single recordings");
  verb->add_option("--port", options.front.port, "port; 0: one that is free")
      ->check(within(0, 65535))
      ->capture_default_str();
  verb->add_option("--address", options.front.address,
                   "address to listen at; any but this machine's own needs a password")
      ->capture_default_str();
  verb->add_option("--store", options.store,
                   "folder for edits, labels and uploads (default: NAME.rwave next to each recording)");
  verb->add_option("--model", options.model,
                   "network that labels, an ONNX file (default: the one that comes with the program)");
  verb->add_option("--token", arguments->token, "password of 16 characters or more, which clients send");
  verb->add_option("--password-file", arguments->password_file, "file with the password in its first line");
  verb->add_option("--host-name", options.hosts, "name by which a proxy or a browser calls this server");
  verb->add_option("--certificate", options.front.certificate, "TLS: certificate chain, PEM");
  verb->add_option("--key", options.front.key, "TLS: private key, PEM");
  verb->add_option("--uploads", arguments->uploads,
                   "MB that one upload may hold; 0: no uploads (they need --store)")
      ->check(within(0, 1'000'000))
      ->capture_default_str();
  verb->add_option("--connections", options.front.connections, "connections at once")
      ->check(within(4, 4096))
      ->capture_default_str();
  verb->add_option("--live", arguments->live,
                   "name of a live stream on standard input: a table as `rwave classify -` reads it");
  add_table_options(*verb, options.open);
  verb->add_option("--live-streams", options.live_streams, "live streams taken over HTTP at once")
      ->check(within(0, 64))
      ->capture_default_str();
  verb->add_flag("--log", options.front.log,
                 "a line per request on standard error, without names of recordings");
  verb->add_option("--web", arguments->web, "folder to take the page's files from, not those in the program");
  verb->callback([arguments] { run_serve(*arguments); });
}

}  // namespace rwave::cli
