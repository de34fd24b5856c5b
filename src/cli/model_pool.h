#pragma once
// Models for threads at work: a model may be used by one thread at a time, and takes long enough to load that
// none should be loaded for each recording.

#include <functional>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

#include "rwave/classifier.h"

namespace rwave::cli {

// One model a thread, loaded by `load` when it is first needed and used again. Outlives every Lent.
class ModelPool {
 public:
  // `load` may be called by several threads at once; what it throws comes out of take().
  explicit ModelPool(std::function<Model()> load) : load_(std::move(load)) {}

  // Loads outside of the lock: threads that begin together load together.
  Model take() {
    {
      // A model that is free first: it has been paid for.
      const std::lock_guard lock(mutex_);
      if (!free_.empty()) {
        Model model = std::move(free_.back());
        free_.pop_back();
        return model;
      }
    }
    return load_();
  }
  // Back for the next thread; never more models than threads that worked at once. Where the list finds no
  // memory to grow, the model goes and the next thread loads one: a destructor calls this, where an exception
  // would end the program.
  void give(Model model) noexcept {
    const std::lock_guard lock(mutex_);
    try {
      free_.push_back(std::move(model));
    } catch (const std::bad_alloc&) {
    }
  }

  // A network taken, and given back whatever happens.
  class Lent {
   public:
    // Waits for nothing: where no model is free, one is loaded.
    explicit Lent(ModelPool& models) : models_(models), model_(models.take()) {}
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    ~Lent() { models_.give(std::move(model_)); }
    // For the thread that holds this, until it goes.
    const Model& get() const { return model_; }

   private:
    // Must outlive this, which gives the model back to it.
    ModelPool& models_;
    Model model_;
  };

 private:
  // Reads the file again for each thread's model: a copy of a Model would share its network.
  std::function<Model()> load_;
  // Of the list of free models alone.
  std::mutex mutex_;
  std::vector<Model> free_;
};

}  // namespace rwave::cli
