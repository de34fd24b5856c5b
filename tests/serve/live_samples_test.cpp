// Samples of live streams over HTTP that do not fit: refused, and nothing of them is taken.
#include <cmath>
#include <limits>

#include "serve_support.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;

class LiveSamples : public LiveServed {
 protected:
  httplib::Result send_chunks(const std::string& path, const std::vector<std::string>& chunks) {
    std::size_t at = 0;
    return served_->client().Post(
        "/api/live/" + path,
        [&](std::size_t, httplib::DataSink& sink) {
          sink.write(chunks[at].data(), chunks[at].size());
          if (++at == chunks.size()) sink.done();
          return true;
        },
        "application/octet-stream");
  }
  std::int64_t frames(const std::string& name) { return served_->json("/api/live/" + name)["frames"]; }
  std::vector<std::string> names() {
    std::vector<std::string> list;
    const Json reply = served_->json("/api/live");
    for (const Json& one : reply["streams"]) list.push_back(one["name"]);
    return list;
  }

  const std::string second_ = bytes_of(std::vector<float>(250, 0.1F));
};

TEST_F(LiveSamples, AClientCannotSendIntoTheInputThatStillComes) {
  serve::LiveStreams& live = served_->server().live();
  live.announce("bed");
  EXPECT_EQ(send("bed/samples", second_)->status, 409) << "it may come any moment";
  live.make("bed", 250, 1, true)->push(std::vector<float>(250, 0.1F));
  for (const char* query : {"", "?rate=250", "?rate=250&leads=1", "?finish=1"}) {
    const auto reply = send(std::string("bed/samples") + query, second_);
    EXPECT_EQ(reply->status, 409) << query;
    EXPECT_THAT(reply->body, HasSubstr("standard input")) << query;
  }
  EXPECT_EQ(frames("bed"), 250);
  EXPECT_EQ(served_->json("/api/live")["input"]["state"], "live");
  live.end_input("");
  EXPECT_EQ(send("bed/samples", second_)->status, 410);
  EXPECT_EQ(send("bed/samples?rate=500", second_)->status, 200) << "an ended input may be replaced";
  EXPECT_EQ(served_->json("/api/live/bed")["rate"], 500);
}

TEST_F(LiveSamples, ARateOrLeadsThatContradictTheStreamTakeNothing) {
  ASSERT_EQ(send("bed/samples?rate=250&leads=1", second_)->status, 200);
  EXPECT_EQ(send("bed/samples?rate=500", second_)->status, 409);
  EXPECT_EQ(send("bed/samples?leads=2", second_)->status, 409);
  EXPECT_EQ(send("bed/samples?rate=250&leads=3", second_)->status, 409);
  for (const char* query : {"rate=abc", "rate=", "rate=nan", "leads=x", "leads=", "leads=0", "finish=2"})
    EXPECT_EQ(send(std::string("bed/samples?") + query, second_)->status, 400) << query;
  EXPECT_EQ(frames("bed"), 250);
  EXPECT_EQ(send("bed/samples?rate=250&leads=1", second_)->status, 200) << "what it is may be said again";
  EXPECT_EQ(send("bed/samples?rate=250.0", second_)->status, 200);
  EXPECT_EQ(frames("bed"), 750);
  EXPECT_EQ(send("new/samples?rate=250&finish=2", second_)->status, 400);
  EXPECT_EQ(names(), std::vector<std::string>{"bed"});
}

TEST_F(LiveSamples, ABodyWhoseLastFrameIsNotCompleteTakesNothing) {
  ASSERT_EQ(send("bed/samples?rate=250&leads=2", "")->status, 200);
  const auto reply = send("bed/samples?finish=1", second_ + "1234");
  EXPECT_EQ(reply->status, 400);
  EXPECT_THAT(reply->body, HasSubstr("nothing was taken"));
  // Longer than what is kept whole meanwhile: its length says it all the same.
  EXPECT_EQ(send("bed/samples", std::string((1 << 20) + 4, '\0'))->status, 400);
  EXPECT_EQ(frames("bed"), 0);
  EXPECT_EQ(served_->json("/api/live/bed")["ended"], false);
  // Chunks are labelled as they come: the reply says that what came before was taken.
  const auto chunks = send_chunks("bed/samples", {second_, "123"});
  EXPECT_EQ(chunks->status, 400);
  EXPECT_THAT(chunks->body, HasSubstr("the frames before it were taken"));
  EXPECT_EQ(frames("bed"), 125);
}

TEST_F(LiveSamples, WhatIsNoSampleTakesNothingAndIsSaid) {
  ASSERT_EQ(send("bed/samples?rate=250&leads=2", second_)->status, 200);
  for (const float wild : {std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(),
                           1e38F, -2147483648.F}) {
    std::vector<float> values(250, 0.1F);
    values[201] = wild;
    const auto reply = send("bed/samples?finish=1", bytes_of(values));
    EXPECT_EQ(reply->status, 400) << wild;
    EXPECT_THAT(reply->body, HasSubstr("in lead 2 of frame 225 is too large for a sample"));
    EXPECT_EQ(send("other/samples?rate=250", bytes_of(values))->status, 400) << wild;
  }
  EXPECT_EQ(frames("bed"), 125);
  EXPECT_EQ(names(), std::vector<std::string>{"bed"}) << "a refused first block makes no stream";
  const std::string wild = bytes_of(std::vector<float>{0, std::numeric_limits<float>::infinity()});
  EXPECT_EQ(send_chunks("bed/samples", {second_, wild})->status, 400);
  // Chunks that lie in one packet may be one block, and then none of them is taken.
  EXPECT_THAT(frames("bed"), ::testing::AnyOf(125, 250));
  EXPECT_EQ(send("bed/samples", bytes_of(std::vector<float>(250, std::nanf(""))))->status, 200)
      << "NaN: not recorded; and the stream goes on";
}

TEST_F(LiveSamples, TheStreamThatEndedFirstGivesItsPlace) {
  // Not in the order of their names.
  ASSERT_EQ(send("b/samples?rate=250", second_)->status, 200);
  ASSERT_EQ(send("a/samples?rate=250", second_)->status, 200);
  EXPECT_EQ(send("c/samples?rate=250", second_)->status, 429) << "both go on";
  ASSERT_EQ(send("b/samples?finish=1", "")->status, 200);
  ASSERT_EQ(send("a/samples?finish=1", "")->status, 200);
  EXPECT_EQ(names(), (std::vector<std::string>{"a", "b"})) << "what ended stays to be seen";
  ASSERT_EQ(send("c/samples?rate=250", second_)->status, 200);
  EXPECT_EQ(names(), (std::vector<std::string>{"a", "c"}));
  ASSERT_EQ(send("d/samples?rate=250", second_)->status, 200);
  EXPECT_EQ(names(), (std::vector<std::string>{"c", "d"}));
  const auto reply = send("e/samples?rate=250", second_);
  EXPECT_EQ(reply->status, 429);
  EXPECT_THAT(reply->body, HasSubstr("--live-streams"));
}

TEST_F(LiveSamples, TheInputTakesNoPlaceAndGivesNone) {
  serve::LiveStreams& live = served_->server().live();
  live.announce("bed");
  live.make("bed", 250, 1, true);
  ASSERT_EQ(send("a/samples?rate=250", second_)->status, 200);
  ASSERT_EQ(send("b/samples?rate=250", second_)->status, 200);
  live.end_input("");
  EXPECT_EQ(send("c/samples?rate=250", second_)->status, 429);
  EXPECT_EQ(names(), (std::vector<std::string>{"a", "b", "bed"}));
}

// A monitor that was switched off says nothing of it: its place and its name must come free.
TEST(LiveSilence, AStreamWhoseSenderHasGoneIsEnded) {
  serve::LiveStreams patient(1), hasty(1, std::chrono::seconds(0));
  for (serve::LiveStreams* streams : {&patient, &hasty})
    streams->make("bed", 250, 1)->push(std::vector<float>(250, 0.1F));
  EXPECT_FALSE(patient.find("bed")->ended()) << "ten minutes are allowed";
  EXPECT_THROW(patient.make("other", 250, 1), serve::Refused);
  const auto gone = hasty.find("bed");
  ASSERT_TRUE(gone->ended());
  EXPECT_EQ(gone->json()["error"], "no samples came for 0 s");
  EXPECT_EQ(gone->json()["frames"], 250) << "what came stays to be seen";
  hasty.make("other", 250, 1);
  EXPECT_EQ(hasty.find("bed"), nullptr) << "its place was needed";
}

// The program's own input may wait for a patient: whoever started it ends it.
TEST(LiveSilence, TheInputMayBeSilent) {
  serve::LiveStreams streams(0, std::chrono::seconds(0));
  streams.announce("bed");
  streams.make("bed", 250, 1, true);
  EXPECT_FALSE(streams.find("bed")->ended());
}

}  // namespace
}  // namespace rwave::testing
