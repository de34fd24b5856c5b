#pragma once
// A recording under review in a server of the test.

#include "serve_support.h"

namespace rwave::testing {

class ServedReview : public ::testing::Test {
 protected:
  void SetUp() override {
    write_recording(folder_.path(), "a");
    start();
  }
  void start() {
    served_.reset();
    served_ = std::make_unique<Served>(folder_.path());
    served_->open("a");
  }
  Json get(const std::string& what) { return served_->json("/api/recordings/a/" + what); }
  std::string labels() { return get("beats")["label"]; }
  httplib::Result post(const Json& body) { return served_->post("/api/recordings/a/edits", body); }

  TemporaryFolder folder_;
  std::unique_ptr<Served> served_;
};

}  // namespace rwave::testing
