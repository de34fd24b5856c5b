#pragma once
// Models for threads at work: a model may be used by one thread at a time, and takes long enough to load that
// none should be loaded for each recording.

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "rwave/classifier.h"

namespace rwave::cli {

// One model a thread, loaded by `load` when it is first needed and used again.
class ModelPool {
 public:
  explicit ModelPool(std::function<Model()> load) : load_(std::move(load)) {}

  // Loads outside of the lock: threads that begin together load together.
  Model take() {
    {
      const std::lock_guard lock(mutex_);
      if (!free_.empty()) {
        Model model = std::move(free_.back());
        free_.pop_back();
        return model;
      }
    }
    return load_();
  }
  void give(Model model) {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(model));
  }

  // A network taken, and given back whatever happens.
  class Lent {
   public:
    explicit Lent(ModelPool& models) : models_(models), model_(models.take()) {}
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    ~Lent() { models_.give(std::move(model_)); }
    const Model& get() const { return model_; }

   private:
    ModelPool& models_;
    Model model_;
  };

 private:
  std::function<Model()> load_;
  std::mutex mutex_;
  std::vector<Model> free_;
};

}  // namespace rwave::cli
