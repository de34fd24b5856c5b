// Live streams: labels come out as they do from the Classifier, however the samples are cut.
#include <cmath>
#include <cstring>
#include <set>

#include "rwave/classifier.h"
#include "serve_support.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;

std::vector<float> simulated(double seconds, int leads) {
  SimulateOptions options;
  options.rate = 250;
  options.seconds = seconds;
  options.leads = leads;
  options.snr_db = 24;
  Simulator simulator(options);
  std::vector<std::int32_t> frames(static_cast<std::size_t>(simulator.info().frames) *
                                   static_cast<std::size_t>(leads));
  simulator.read(frames);
  std::vector<float> values;
  for (const std::int32_t value : frames) values.push_back(static_cast<float>(value) / 200);
  return values;
}

class Live : public LiveServed {};

TEST_F(Live, BeatsComeOutAsTheClassifierGivesThem) {
  const std::vector<float> samples = simulated(30, 1);
  Classifier classifier(Model::shipped(1), 250, 1);
  classifier.push(samples);
  classifier.finish();
  const std::vector<LabelledBeat> expected = classifier.take_beats();
  ASSERT_GT(expected.size(), 10U);

  const std::string bytes = bytes_of(samples);
  ASSERT_EQ(send("bed1/samples?rate=250&leads=1", "")->status, 200);
  const auto other = served_->make_client();
  Events events(*other, "/api/live/bed1/events", "event: end");
  events.wait_for("event: state");
  // In chunks that do not end where frames do.
  std::size_t at = 0;
  const auto reply = served_->client().Post(
      "/api/live/bed1/samples?finish=1",
      [&](std::size_t, httplib::DataSink& sink) {
        const std::size_t count = std::min<std::size_t>(1999, bytes.size() - at);
        sink.write(bytes.data() + at, count);
        at += count;
        if (at == bytes.size()) sink.done();
        return true;
      },
      "application/octet-stream");
  ASSERT_EQ(reply->status, 200) << reply->body;
  const std::string heard = events.take();
  std::vector<std::pair<std::int64_t, std::string>> found;
  for (std::size_t line = 0; (line = heard.find("event: beats\ndata: ", line)) != std::string::npos; ++line) {
    const std::size_t begin = heard.find('{', line);
    const Json event = Json::parse(heard.substr(begin, heard.find('\n', begin) - begin));
    for (const Json& beat : event["beats"]) found.emplace_back(beat["sample"], beat["label"]);
  }
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].first, expected[i].sample);
    EXPECT_EQ(found[i].second, std::string(1, expected[i].label));
  }
  const Json state = served_->json("/api/live")["streams"][0];
  EXPECT_EQ(state["frames"], samples.size());
  EXPECT_EQ(state["ended"], true);
}

TEST_F(Live, TheLastMinuteOfSignalIsKept) {
  const std::vector<float> samples = simulated(70, 3);
  ASSERT_EQ(send("three/samples?rate=250&leads=3", bytes_of(samples))->status, 200);
  const auto reply = served_->get("/api/live/three/signal");
  EXPECT_EQ(reply->get_header_value("X-First-Frame"), "2500");
  EXPECT_EQ(reply->body, bytes_of(std::span(samples).subspan(2500 * 3)));
  const auto rest = served_->get("/api/live/three/signal?first=17490");
  EXPECT_EQ(rest->body, bytes_of(std::span(samples).subspan(17490 * 3)));
}

// Heart, then a line without any deflection, then the heart again: what a page is told that opens meanwhile.
TEST_F(Live, TheStateHoldsWhatGoesOn) {
  const std::vector<float> heart = simulated(30, 1), flat(15 * 250, 0.F);
  ASSERT_EQ(send("bed/samples?rate=250&leads=1", bytes_of(heart))->status, 200);
  ASSERT_EQ(send("bed/samples", bytes_of(flat))->status, 200);
  Json state = served_->json("/api/live/bed");
  EXPECT_EQ(state["frames"], 45 * 250);
  EXPECT_EQ(state["beats_kept"].size(), state["beats"]);
  EXPECT_EQ(state["counts"]["N"].get<int>() + state["counts"]["S"].get<int>() +
                state["counts"]["V"].get<int>() + state["counts"]["F"].get<int>() +
                state["counts"]["Q"].get<int>(),
            state["beats"]);
  std::set<std::string> open;
  for (const Json& one : state["open"]) open.insert(one["episode"]["rhythm"]);
  EXPECT_THAT(open, ::testing::IsSupersetOf({"asystole", "unanalyzable"}));
  ASSERT_EQ(send("bed/samples", bytes_of(heart))->status, 200);
  state = served_->json("/api/live/bed");
  open.clear();
  for (const Json& one : state["open"]) open.insert(one["episode"]["rhythm"]);
  EXPECT_THAT(open, ::testing::Not(::testing::Contains("asystole")));
  std::set<std::string> ended;
  for (const Json& one : state["episodes"]) ended.insert(one["episode"]["rhythm"]);
  EXPECT_THAT(ended, ::testing::Contains("asystole"));
  EXPECT_THAT(state["started"].get<std::string>(), HasSubstr("T"));
}

TEST_F(Live, WhatIsNoStreamIsRefused) {
  EXPECT_EQ(send("x/samples", "1234")->status, 400);
  EXPECT_EQ(send("x/samples?rate=10", "1234")->status, 400);
  EXPECT_EQ(send("x/samples?rate=250&leads=4", "1234")->status, 400);
  EXPECT_EQ(send("x%20y/samples?rate=250", "1234")->status, 404);
  EXPECT_EQ(send("x/samples?rate=250", "123")->status, 400);
  EXPECT_EQ(served_->get("/api/live/none/events")->status, 404);
  EXPECT_TRUE(served_->json("/api/live")["streams"].empty()) << "what is refused makes no stream";
  EXPECT_EQ(send("y/samples?rate=250", "")->status, 200);
  EXPECT_EQ(send("y/samples?finish=1", "")->status, 200);
  EXPECT_EQ(send("y/samples", "1234")->status, 410);
}

// `rwave serve --live bed9`, as the page is told of it from the start on.
TEST_F(Live, AStreamOnStandardInputIsAnnouncedAndItsFailureIsSaid) {
  serve::LiveStreams& live = served_->server().live();
  EXPECT_THROW(live.announce("bed 9"), UsageError);
  EXPECT_FALSE(served_->json("/api/live").contains("input"));
  live.announce("bed9");
  EXPECT_EQ(served_->json("/api/live")["input"], Json({{"name", "bed9"}, {"state", "waiting"}}));
  EXPECT_EQ(send("bed9/samples?rate=250", "")->status, 409) << "its name is kept for it";
  live.make("bed9", 250, 1, true)->push(simulated(20, 1));
  EXPECT_EQ(served_->json("/api/live")["input"]["state"], "live");
  EXPECT_FALSE(served_->json("/api/live/bed9").contains("error"));
  live.end_input("standard input, line 9: 'x' is not a number");
  const Json list = served_->json("/api/live");
  EXPECT_EQ(list["input"]["state"], "failed");
  EXPECT_THAT(list["input"]["error"].get<std::string>(), HasSubstr("line 9"));
  const Json state = served_->json("/api/live/bed9");
  EXPECT_EQ(state["ended"], true);
  EXPECT_THAT(state["error"].get<std::string>(), HasSubstr("line 9"));
  EXPECT_GT(state["beats"], 10) << "what came before stays";
}

// A monitor that reconnects by itself: what became of the input is the past.
TEST_F(Live, AClientUnderTheInputsNameTakesItsPlace) {
  serve::LiveStreams& live = served_->server().live();
  live.announce("bed9");
  live.end_input("standard input, line 9: 'x' is not a number");
  EXPECT_EQ(served_->json("/api/live")["input"]["state"], "failed");
  ASSERT_EQ(send("other/samples?rate=250", bytes_of(simulated(2, 1)))->status, 200);
  EXPECT_TRUE(served_->json("/api/live").contains("input"));
  ASSERT_EQ(send("bed9/samples?rate=250", bytes_of(simulated(2, 1)))->status, 200);
  EXPECT_FALSE(served_->json("/api/live").contains("input"));
  EXPECT_FALSE(served_->json("/api/live/bed9").contains("error"));
}

TEST_F(Live, AnInputThatFailsBeforeItsFirstSampleIsSaid) {
  serve::LiveStreams& live = served_->server().live();
  live.announce("bed9");
  live.end_input("standard input: holds no table");
  EXPECT_EQ(served_->json("/api/live")["input"]["state"], "failed");
  EXPECT_EQ(served_->json("/api/status")["live"], true);
  EXPECT_EQ(served_->get("/api/live/bed9")->status, 404);
}

// A backlog was measured before it came; of a file that is sent as fast as it goes no time of day is true.
TEST_F(Live, TheClockOfWhatCameAheadIsMovedBackAndOfAFileIsNone) {
  ASSERT_EQ(send("backlog/samples?rate=250", bytes_of(simulated(30, 1)))->status, 200);
  const Json state = served_->json("/api/live/backlog");
  const auto seconds = [&](const char* name) {
    const std::string text = state[name];  // 2026-01-02T03:04:05.250Z
    return std::stod(text.substr(11, 2)) * 3600 + std::stod(text.substr(14, 2)) * 60 +
           std::stod(text.substr(17, 6));
  };
  const double ahead = std::fmod(seconds("started") - seconds("begun") + 86400, 86400);
  EXPECT_GT(ahead, 20);
  EXPECT_LE(ahead, 30.01);
  EXPECT_EQ(served_->get("/api/live/backlog/signal")->get_header_value("X-Begun"), state["begun"]);
  ASSERT_EQ(send("file/samples?rate=250", bytes_of(simulated(90, 1)))->status, 200);
  EXPECT_TRUE(served_->json("/api/live/file")["begun"].is_null());
  EXPECT_FALSE(served_->get("/api/live/file/signal")->has_header("X-Begun"));
}

TEST(LiveOff, AServerThatTakesNoneSaysSo) {
  const TemporaryFolder folder;
  Served served(folder.path());
  const auto reply = served.client().Post("/api/live/x/samples?rate=250", "", "application/octet-stream");
  EXPECT_EQ(reply->status, 403);
  EXPECT_THAT(reply->body, HasSubstr("--live-streams"));
}

}  // namespace
}  // namespace rwave::testing
