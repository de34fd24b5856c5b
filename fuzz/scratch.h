#pragma once
// Files for readers that open by name: one folder a process, in memory where the system has such a place.

#include <unistd.h>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "rwave/recording.h"

namespace rwave::fuzz {

// The process's folder, made at the first call and removed at the end.
inline const std::filesystem::path& scratch_folder() {
  struct Folder {
    std::filesystem::path path;
    Folder() {
      const std::filesystem::path memory = "/dev/shm";
      path = (std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path()) /
             ("rwave_fuzz_" + std::to_string(::getpid()));
      std::filesystem::create_directory(path);
    }
    ~Folder() {
      std::error_code ignored;
      std::filesystem::remove_all(path, ignored);
    }
  };
  static const Folder folder;
  return folder.path;
}

inline std::filesystem::path put(const std::string& name, const std::uint8_t* data, std::size_t size) {
  const std::filesystem::path file = scratch_folder() / name;
  std::ofstream(file, std::ios::binary | std::ios::trunc)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  return file;
}

// Reads the first and the last frames of every signal, as many as a block has.
inline void read_ends(Recording& recording) {
  constexpr std::int64_t most_values = 1 << 16;
  for (std::size_t s = 0; s < recording.info().signals.size() && s < 4; ++s) {
    const std::int64_t frames = std::min<std::int64_t>(
        recording.info().frames, most_values / recording.info().signals[s].samples_per_frame);
    recording.read_physical(static_cast<int>(s), 0, frames);
    recording.read_physical(static_cast<int>(s), recording.info().frames - frames, frames);
  }
}

}  // namespace rwave::fuzz
