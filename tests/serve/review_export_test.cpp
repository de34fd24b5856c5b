// What a review gives out: the annotations with its edits, and the comparison with another annotator.
#include "base/output_file.h"
#include "record/annotation_format.h"
#include "served_review.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;

TEST_F(ServedReview, ExportsHoldWhatWasEdited) {
  served_->edit("a", {{"kind", "relabel"}, {"target", {{"first", 0}, {"end", 10000}}}, {"label", "V"}});
  served_->edit("a", {{"kind", "reject"}, {"target", {{"beats", {4}}}}});
  const std::string beats = labels();
  const auto wfdb = served_->get("/api/recordings/a/export?format=wfdb");
  ASSERT_EQ(wfdb->status, 200);
  EXPECT_THAT(wfdb->get_header_value("Content-Disposition"), HasSubstr("a.rw"));
  const auto annotations = parse_annotations(
      {reinterpret_cast<const std::uint8_t*>(wfdb->body.data()), wfdb->body.size()}, "a.rw", 250);
  std::size_t v = 0, rejected = 0;
  for (const Annotation& annotation : annotations) {
    v += symbol_of(annotation.code) == "V" ? 1 : 0;
    rejected += symbol_of(annotation.code) == "|" ? 1 : 0;
  }
  EXPECT_EQ(v, beats.size() - 1);
  EXPECT_EQ(rejected, 1U);
  const auto csv = served_->get("/api/recordings/a/export?format=csv");
  EXPECT_EQ(std::count(csv->body.begin(), csv->body.end(), '\n'),
            static_cast<std::ptrdiff_t>(beats.size()) + 1);
  EXPECT_THAT(csv->body, HasSubstr(",V,,")) << "the program's probability is that of its own label";
  EXPECT_EQ(get("export?format=json")["edits"].size(), 2U);
  const auto page = served_->get("/api/recordings/a/export?format=html");
  EXPECT_THAT(page->body, HasSubstr("corrected in 2 edits"));
  EXPECT_EQ(served_->get("/api/recordings/a/export?format=rhythm")->status, 200);
  EXPECT_EQ(served_->get("/api/recordings/a/export?format=exe")->status, 400);
}

TEST_F(ServedReview, AnotherAnnotatorIsComparedByEc57) {
  const Json against = get("annotators/atr/comparison");
  std::int64_t beats = 0;
  for (std::size_t row = 0; row < 5; ++row)
    for (std::size_t column = 0; column < 7; ++column)
      beats += against["matrix"][row][column].get<std::int64_t>();
  EXPECT_GT(beats, 30);
  // The labels against themselves: nothing off the diagonal.
  const auto own = served_->get("/api/recordings/a/export?format=wfdb");
  const auto sent =
      served_->client().Post("/api/recordings/a/annotators?name=own", own->body, "application/octet-stream");
  ASSERT_EQ(sent->status, 201) << sent->body;
  served_->edit("a", {{"kind", "relabel"}, {"target", {{"beats", {7}}}}, {"label", "F"}});
  const Json same = get("annotators/own/comparison");
  std::int64_t off = 0;
  std::string row_of, column_of;
  for (std::size_t row = 0; row < 7; ++row)
    for (std::size_t column = 0; column < 7; ++column) {
      const auto count = same["matrix"][row][column].get<std::int64_t>();
      if (row == column || count == 0) continue;
      off += count;
      row_of = same["labels"][row];
      column_of = same["labels"][column];
    }
  EXPECT_EQ(off, 1);
  const Json cell = get("annotators/own/comparison?reference=" + row_of + "&test=" + column_of);
  ASSERT_EQ(cell["beats"].size(), 1U);
  EXPECT_EQ(cell["beats"][0]["beat"], 7);
  // Under the name of one that is there it would hide it.
  const auto second =
      served_->client().Post("/api/recordings/a/annotators?name=own", own->body, "application/octet-stream");
  EXPECT_EQ(Json::parse(second->body)["name"], "own-2");
  EXPECT_TRUE(Json::parse(second->body)["warnings"].empty()) << second->body;
  const auto reference =
      served_->client().Post("/api/recordings/a/annotators?name=atr", own->body, "application/octet-stream");
  EXPECT_EQ(Json::parse(reference->body)["name"], "atr-2");
  EXPECT_EQ(get("annotators")["annotators"].dump(), R"(["atr","atr-2","own","own-2"])");
  std::vector<Annotation> foreign;
  for (std::int64_t sample = 60; sample < 14000; sample += 91) {
    Annotation beat;
    beat.sample = sample;
    beat.code = static_cast<std::uint8_t>(code_of("N"));
    foreign.push_back(beat);
  }
  const std::string bytes = format_annotations(foreign, "foreign");
  const auto other =
      served_->client().Post("/api/recordings/a/annotators?name=other", bytes, "application/octet-stream");
  EXPECT_THAT(other->body, HasSubstr("another recording's"));
  EXPECT_EQ(served_->get("/api/recordings/a/annotators/none/comparison")->status, 404);
  EXPECT_EQ(served_->client()
                .Post("/api/recordings/a/annotators?name=x", std::string(2, 0), "application/octet-stream")
                ->status,
            422);
}

}  // namespace
}  // namespace rwave::testing
