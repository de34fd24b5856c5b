// Recordings that a client sends.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <set>

#include "base/output_file.h"
#include "base/scratch_folder.h"
#include "rwave/error.h"
#include "rwave/recording.h"
#include "serve/library_search.h"
#include "serve/server.h"

namespace rwave::serve {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_files = 64;  // of one request

// Names are kept, as a WFDB header refers to its files by name, so only harmless ones are taken.
bool is_file_name(const std::string& name) {
  if (name.empty() || name.size() > 120 || name.front() == '.') return false;
  return name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") ==
         std::string::npos;
}

// The files of a request as they come in, in a folder that goes away again unless they are kept.
class Arrival {
 public:
  explicit Arrival(const fs::path& folder) : folder_(folder) {}

  void begin(const std::string& name) {
    commit();
    if (!is_file_name(name)) refuse_bad("a file's name must be of letters, digits and . _ -");
    if (!names_.insert(name).second) refuse_bad("two files have one name");
    if (names_.size() > most_files)
      throw Refused(413, "too_large", fmt::format("at most {} files at once", most_files));
    file_.emplace(folder_.path() / name);
  }
  void write(std::string_view block) {
    if (file_) file_->write(block);
  }
  void end() {
    commit();
    if (names_.empty()) refuse_bad("no file was sent");
  }
  // What came, without ids, as the library will find it.
  std::vector<LibraryEntry> recordings() const {
    LibrarySearch search(most_files);
    search.add_folder(folder_.path());
    return search.take().entries;
  }
  void keep_as(const fs::path& folder) {
    std::error_code fault;
    fs::rename(folder_.path(), folder, fault);
    if (fault) throw Refused(507, "not_written", "the upload cannot be kept: " + fault.message());
    folder_.keep();
  }

 private:
  void commit() {
    if (file_) file_->commit();
    file_.reset();
  }

  ScratchFolder folder_;
  std::set<std::string> names_;
  std::optional<OutputFile> file_;
};

// A recording that nobody can open would stay in the list for ever: it is refused while its sender is there.
void refuse_unopenable(const LibraryEntry& entry) {
  try {
    refuse_foreign_files(entry);
    open_recording(entry.path, entry.open);
  } catch (const UsageError&) {  // names options of the program, which who sends a file cannot give
    refuse_unfit(fmt::format(
        "{}: the file does not state one sampling rate: a column of times, or a line of head that "
        "names the rate, is needed, and this server's own --rate must not contradict it; nothing "
        "was kept",
        entry.name));
  } catch (const Error& fault) {
    refuse_unfit(fmt::format("{}; nothing was kept", shown_text(fault.what(), entry)));
  }
}

}  // namespace

Reply Server::upload(const Request& request) {
  if (options_.upload_limit <= 0) throw Refused(403, "forbidden", "this server takes no uploads (--uploads)");
  // A random folder for each upload: two uploads of "100.hea" do not meet, and nobody can guess
  // another's.
  const std::string name = fmt::format("u{}", random_token(10));
  const fs::path folder = store_.uploads() / name;
  // Hidden until it is accepted: the library passes it over, so that nobody is shown what is refused then.
  Arrival arrival(store_.uploads() / ("." + name));
  std::int64_t bytes = 0;
  std::exception_ptr fault;  // the library must not see it
  const auto guarded = [&](auto&& work) {
    try {
      work();
      return true;
    } catch (...) {
      fault = std::current_exception();
      return false;
    }
  };
  const bool complete = request.read_form(
      [&](const std::string& file) { return guarded([&] { arrival.begin(file); }); },
      [&](std::string_view block) {
        return guarded([&] {
          bytes += static_cast<std::int64_t>(block.size());
          if (bytes > options_.upload_limit)
            throw Refused(413, "too_large",
                          fmt::format("an upload may hold {} bytes", options_.upload_limit));
          arrival.write(block);
        });
      });
  if (fault) {
    try {
      std::rethrow_exception(fault);
    } catch (const Refused&) {
      throw;
    } catch (const Error& full) {
      throw Refused(507, "not_written", full.what());
    }
  }
  if (!complete) refuse_bad("the upload ended too early");
  arrival.end();
  // Everything that came is removed again with `arrival`. It is looked at by itself, as the library may hold
  // more than it lists.
  std::vector<LibraryEntry> arrived = arrival.recordings();
  if (arrived.empty()) refuse_unfit("the files hold no recording of a format that is known");
  for (LibraryEntry& entry : arrived) {
    entry.open = options_.open;
    refuse_unopenable(entry);
  }
  arrival.keep_as(folder);
  nlohmann::ordered_json list = nlohmann::json::array();
  const std::shared_ptr<const LibraryList> found = library_.look_again();
  for (const LibraryEntry& entry : found->entries)
    if (entry.path.parent_path() == folder) list.push_back(listed(entry, {}));
  if (list.empty()) {  // nobody could open it
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    throw Refused(507, "not_written", "the server holds as many uploads as it lists; nothing was kept");
  }
  return json_reply({{"recordings", list}}, 201);
}

}  // namespace rwave::serve
