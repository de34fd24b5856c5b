#include "fetch/fetch.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/output_file.h"
#include "fetch/checksum_list.h"
#include "fetch/download.h"
#include "fetch/sha256.h"
#include "rwave/error.h"

namespace rwave {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view list_name = "SHA256SUMS.txt";
// PTB-XL's, the longest, has about 5 MB.
constexpr std::int64_t longest_list = std::int64_t{1} << 26;

// What the threads share: the work, how far it is, what went wrong.
class Job {
 public:
  Job(const Database& database, const FetchOptions& options)
      : database_(database), options_(options), folder_(options.folder / database.name) {}

  Fetched run() {
    find_list();
    make_folder(folder_);  // not before: an empty folder of that name would pass for data
    choose_files();
    // Joined at the end of the block: what follows reads what they left.
    {
      std::vector<std::jthread> workers;
      const auto wanted =
          std::min<std::size_t>(static_cast<std::size_t>(options_.connections), files_.size());
      for (std::size_t i = 0; i < wanted; ++i) workers.emplace_back([this] { work(); });
    }
    // First what stopped all, then what single files suffered.
    if (fatal_) std::rethrow_exception(fatal_);
    if (faulty_ > 0) {
      const std::string others =
          faulty_ > 1 ? fmt::format(" ({} more of the {} files failed)", faulty_ - 1, files_.size()) : "";
      throw Error(first_fault_ + others);
    }
    // Last: where the list is, everything is.
    write_file(folder_ / list_name, list_text_);
    return {folder_, progress_};
  }

 private:
  // Where nothing has come yet, the likeliest reason is no network: said soon.
  RetryPolicy list_policy() const {
    RetryPolicy policy = options_.retry;
    policy.attempts = std::min(policy.attempts, 4);
    return policy;
  }

  Downloader make_downloader(const RetryPolicy& policy) {
    return Downloader(policy, stop_.get_token(), [this](std::int64_t bytes) {
      report([bytes](FetchProgress& progress) { progress.bytes += bytes; });
    });
  }

  template <typename Change>
  void report(Change change) {
    const std::lock_guard lock(mutex_);
    change(progress_);
    if (options_.on_progress) options_.on_progress(progress_);
  }

  // The list is fetched each time, also where a copy is there already: it says what is published now.
  void find_list() {
    Downloader downloader = make_downloader(list_policy());
    const std::vector<std::string> addresses = database_addresses(database_, options_.mirror);
    for (const std::string& address : addresses) {
      const std::string url = fmt::format("{}{}", address, list_name);
      std::optional<std::string> text = downloader.text(url, longest_list);
      // A mirror may lack the list at this address and have it at the next.
      if (!text) continue;
      files_ = parse_checksum_list(*text, url);
      list_text_ = std::move(*text);
      address_ = address;
      return;
    }
    throw Error(fmt::format("{}: no {} for {} {} (looked at {})",
                            options_.mirror.empty() ? "physionet.org" : options_.mirror, list_name,
                            database_.name, database_.version, fmt::join(addresses, " ")));
  }

  // A list without RECORDS names no records, so all of its files come.
  void choose_files() {
    std::erase_if(files_, [](const ListedFile& file) { return file.name == list_name; });
    const auto records = std::find_if(files_.begin(), files_.end(),
                                      [](const ListedFile& file) { return file.name == "RECORDS"; });
    if (records != files_.end()) {
      Downloader downloader = make_downloader(options_.retry);
      bring(downloader, *records);
      const fs::path names = folder_ / "RECORDS";
      files_ = recording_files(files_, read_file(names), names.string());
      std::erase_if(files_, [](const ListedFile& file) { return file.name == "RECORDS"; });
    }
    report([this](FetchProgress& progress) { progress.files = progress.done + files_.size(); });
  }

  void bring(Downloader& downloader, const ListedFile& file) {
    const fs::path target = folder_ / file.name;
    std::error_code ignored;
    // By its sum, not by its size or time: a file may have been cut short or changed.
    const bool present = fs::is_regular_file(target, ignored) && sha256_of_file(target) == file.sum;
    if (!present) {
      downloader.file(fmt::format("{}{}", address_, downloader.client().escaped(file.name)), target,
                      file.sum);
    }
    report([present](FetchProgress& progress) {
      ++progress.done;
      progress.present += present ? 1 : 0;
    });
  }

  // One thread's loop: the next file that nobody has taken, until there is none.
  void work() {
    try {
      Downloader downloader = make_downloader(options_.retry);
      for (std::size_t i = next_++; i < files_.size() && !stop_.stop_requested(); i = next_++) {
        try {
          bring(downloader, files_[i]);
          // The others still come: one damaged file must not cost an hour's download.
        } catch (const FileFault& fault) {
          note_fault(i, fault.what());
        }
      }
    } catch (const Stopped&) {  // another thread met the fault that ends all
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!fatal_) fatal_ = std::current_exception();
      stop_.request_stop();
    }
  }

  // The fault of the first file in the list is the one reported, whichever thread was faster.
  void note_fault(std::size_t index, std::string text) {
    const std::lock_guard lock(mutex_);
    if (faulty_++ > 0 && index > first_faulty_) return;
    first_faulty_ = index;
    first_fault_ = std::move(text);
  }

  const Database& database_;
  const FetchOptions& options_;
  fs::path folder_;
  std::string address_;
  std::string list_text_;
  std::vector<ListedFile> files_;
  std::atomic<std::size_t> next_ = 0;
  std::stop_source stop_;

  std::mutex mutex_;  // over all below
  FetchProgress progress_;
  std::exception_ptr fatal_;
  std::size_t faulty_ = 0;
  std::size_t first_faulty_ = 0;
  std::string first_fault_;
};

}  // namespace

Fetched fetch_database(const Database& database, const FetchOptions& options) {
  return Job(database, options).run();
}

}  // namespace rwave
