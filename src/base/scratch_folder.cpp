#include "base/scratch_folder.h"

#include <cstdlib>
#include <exception>
#include <string>
#include <system_error>
#include <utility>

#include "base/output_file.h"
#include "rwave/error.h"

namespace rwave {
namespace fs = std::filesystem;

ScratchFolder::ScratchFolder() {
  std::error_code fault;
  const fs::path parent = fs::temp_directory_path(fault);
  if (fault) throw Error("no temporary folder: TMPDIR names none (" + fault.message() + ")");
  // mkdtemp gives its folder to this user alone; a name of our own could be guessed and laid in wait.
  std::string name = (parent / "rwave-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr)
    throw Error(parent.string(), "no temporary folder can be made in it (TMPDIR names another)");
  path_ = std::move(name);
}

ScratchFolder::ScratchFolder(fs::path path) : path_(std::move(path)) {
  make_folder(path_);
}

// remove_all() with an error code still asks for memory, and throws where that has ended.
ScratchFolder::~ScratchFolder() {
  if (kept_) return;
  try {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  } catch (const std::exception&) {
  }
}

}  // namespace rwave
