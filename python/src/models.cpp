#include "models.h"

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace rwave::python {
namespace {

constexpr std::size_t most_kept = 8;  // of one name: more threads than that load their own each time

struct Pool {
  std::mutex mutex;
  std::map<std::string, std::vector<Model>> free;
};

// Never destroyed: a thread that Python leaves behind at its end may still hold a network.
Pool& pool() {
  static Pool& pool = *new Pool;
  return pool;
}

// The name, with the file's time and size: another file under the same name is another network.
std::string key_of(const std::string& name) {
  if (name == "whole" || name == "live") return name;
  std::error_code ignored;
  const auto time = std::filesystem::last_write_time(name, ignored).time_since_epoch().count();
  return name + "\n" + std::to_string(time) + "\n" +
         std::to_string(std::filesystem::file_size(name, ignored));
}

std::optional<Model> take(const std::string& key) {
  const std::lock_guard lock(pool().mutex);
  auto& free = pool().free[key];
  if (free.empty()) return std::nullopt;
  Model model = std::move(free.back());
  free.pop_back();
  return model;
}

Model take_or_load(const std::string& key, const std::string& name) {
  if (std::optional<Model> model = take(key)) return *std::move(model);
  return load_model(name);
}

}  // namespace

Model load_model(const std::string& name) {
  return name == "whole" ? Model::shipped_whole() : name == "live" ? Model::shipped() : Model::load(name);
}

LentModel::LentModel(const std::string& name) : key_(key_of(name)), model_(take_or_load(key_, name)) {}

LentModel::~LentModel() {
  const std::lock_guard lock(pool().mutex);
  auto& free = pool().free[key_];
  if (free.size() < most_kept) free.push_back(std::move(model_));
}

}  // namespace rwave::python
