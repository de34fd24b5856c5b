// The interface against openapi.json: every operation is called, and every answer is what the document says.
#include <chrono>
#include <set>
#include <thread>

#include "base/output_file.h"
#include "serve_support.h"

namespace rwave::testing {
namespace {

const Json& document() {
  static const Json json = Json::parse(serve::openapi_text());
  return json;
}

const Json& resolved(const Json& schema) {
  if (!schema.contains("$ref")) return schema;
  return document().at(Json::json_pointer(schema["$ref"].get<std::string>().substr(1)));
}

// What is wrong with a value, with its place; empty where it is what the schema says.
std::string fault_of(const Json& value, const Json& given, const std::string& place) {
  const Json& schema = resolved(given);
  if (value.is_null()) return schema.value("nullable", false) ? "" : place + " is null";
  const std::string type = schema.value("type", "");
  const bool fits =
      type.empty() || (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
      (type == "string" && value.is_string()) || (type == "boolean" && value.is_boolean()) ||
      (type == "integer" && value.is_number_integer()) || (type == "number" && value.is_number());
  if (!fits) return place + " is no " + type + ": " + value.dump().substr(0, 60);
  if (schema.contains("enum") && std::ranges::find(schema["enum"], value) == schema["enum"].end())
    return place + " is none of the enum: " + value.dump();
  for (const Json& name : schema.value("required", Json::array()))
    if (!value.contains(name.get<std::string>())) return place + " lacks " + name.get<std::string>();
  if (value.is_object() && schema.contains("properties"))
    for (const auto& [name, member] : value.items()) {
      if (!schema["properties"].contains(name))
        return place + " has a field that the document does not know: " + name;
      if (const std::string fault = fault_of(member, schema["properties"][name], place + "." + name);
          !fault.empty())
        return fault;
    }
  if (value.is_array() && schema.contains("items"))
    for (std::size_t i = 0; i < value.size(); ++i)
      if (const std::string fault =
              fault_of(value[i], schema["items"], place + "[" + std::to_string(i) + "]");
          !fault.empty())
        return fault;
  return "";
}

class Contract : public ::testing::Test {
 protected:
  void SetUp() override {
    write_recording(folder_.path(), "a");
    serve::ServeOptions options = Served::options_for(folder_.path());
    options.store = store_.path();
    options.upload_limit = 1 << 20;
    options.live_streams = 4;
    served_ = std::make_unique<Served>(options);
  }

  // Checks a reply of the operation at `path` (as the document writes it) against the document.
  void check(const std::string& method, const std::string& path, const httplib::Result& reply) {
    ASSERT_TRUE(reply) << path;
    const Json& operation = document().at("paths").at(path).at(method);
    called_.insert(operation["operationId"]);
    const std::string status = std::to_string(reply->status);
    const Json& responses = operation["responses"];
    const bool stated = responses.contains(status);
    ASSERT_TRUE(stated || reply->status >= 400) << path << ": status " << status << " is not in the document";
    const Json& response = resolved(stated ? responses[status] : responses["default"]);
    if (!response.contains("content")) {
      EXPECT_EQ(reply->body, "") << path;
      return;
    }
    const std::string type = reply->get_header_value("Content-Type");
    const std::string plain = type.substr(0, type.find(';'));
    ASSERT_TRUE(response["content"].contains(plain)) << path << ": " << type;
    if (plain != "application/json") return;
    const Json body = Json::parse(reply->body, nullptr, false);
    ASSERT_FALSE(body.is_discarded()) << path;
    EXPECT_EQ(fault_of(body, response["content"][plain]["schema"], method + " " + path), "");
  }

  httplib::Result post(const std::string& path, const Json& body) { return served_->post(path, body); }

  TemporaryFolder folder_, store_;
  std::unique_ptr<Served> served_;
  std::set<std::string> called_;
};

TEST_F(Contract, EveryOperationAnswersAsTheDocumentSays) {
  const std::string base = "/api/recordings/{id}", a = "/api/recordings/a";
  check("get", "/api/status", served_->get("/api/status"));
  check("post", "/api/login", post("/api/login", {{"password", ""}}));
  check("get", "/api/openapi.json", served_->get("/api/openapi.json"));
  check("get", "/api/recordings", served_->get("/api/recordings"));
  check("get", base, served_->get(a));  // still being worked on, as a rule
  check("get", base + "/beats", served_->get(a + "/beats"));
  served_->open("a");
  check("get", "/api/recordings", served_->get("/api/recordings"));
  check("get", base, served_->get(a));
  check("get", base, served_->get("/api/recordings/none"));
  check("get", base + "/tiles/{lead}/{level}/{tile}", served_->get(a + "/tiles/0/2/0"));
  check("get", base + "/tiles/{lead}/{level}/{tile}", served_->get(a + "/tiles/9/2/0"));
  check("get", base + "/overview", served_->get(a + "/overview?cells=7"));
  check("get", base + "/beats", served_->get(a + "/beats"));
  check("get", base + "/beats", served_->get(a + "/beats?format=binary&first=100&end=9000"));
  check("get", base + "/groups", served_->get(a + "/groups"));
  check("get", base + "/groups/{group}/members", served_->get(a + "/groups/0/members?limit=3"));
  check("get", base + "/rhythm", served_->get(a + "/rhythm"));
  check("get", base + "/report", served_->get(a + "/report"));
  check("get", base + "/queue", served_->get(a + "/queue"));
  const std::vector<Json> edits = {
      {{"kind", "relabel"}, {"target", {{"group", 0}}}, {"label", "V"}},
      {{"kind", "delete"}, {"target", {{"beats", {3}}}}},
      {{"kind", "reject"}, {"target", {{"beats", {5}}}}},
      {{"kind", "restore"}, {"target", {{"beats", {5}}}}},
      {{"kind", "review"}, {"target", {{"first", 0}, {"end", 5000}, {"label", "V"}}}},
      {{"kind", "move"}, {"beat", 1}, {"sample", 1}},
      {{"kind", "insert"}, {"sample", 60}, {"label", "S"}},
      {{"kind", "unanalyzable"}, {"first", 500}, {"end", 1500}},
      {{"kind", "analyzable"}, {"first", 700}, {"end", 800}},
      {{"kind", "rhythm"}, {"first", 3000}, {"end", 6000}, {"rhythm", "none"}},
      {{"kind", "teach"}},
      {{"kind", "undo"}},
      {{"kind", "redo"}, {"edit", 11}}};
  std::set<std::string> kinds;
  for (std::size_t i = 0; i < edits.size(); ++i) {
    Json body = edits[i];
    body["client"] = "one";
    body["based_on"] = i;
    EXPECT_EQ(fault_of(body, document().at("components").at("schemas").at("EditRequest"), "request"), "")
        << body;
    const httplib::Result reply = post(a + "/edits", body);
    EXPECT_EQ(reply->status, 200) << reply->body;
    check("post", base + "/edits", reply);
    kinds.insert(body["kind"]);
  }
  const Json stated = document()["components"]["schemas"]["EditRequest"]["properties"]["kind"]["enum"];
  EXPECT_EQ(kinds.size(), stated.size()) << "a kind of edit is not tried here";
  const httplib::Result conflict = post(
      a + "/edits", {{"kind", "reject"}, {"target", {{"beats", {5}}}}, {"client", "two"}, {"based_on", 0}});
  EXPECT_EQ(conflict->status, 409);
  check("post", base + "/edits", conflict);
  check("post", base + "/edits", post(a + "/edits", {{"kind", "none"}}));
  check("get", base + "/edits", served_->get(a + "/edits"));
  check("get", base + "/rhythm", served_->get(a + "/rhythm"));
  check("get", base + "/beats", served_->get(a + "/beats"));
  check("get", base + "/annotators", served_->get(a + "/annotators"));
  check("post", base + "/annotators",
        served_->client().Post(a + "/annotators?name=two", read_file(folder_ / "a.atr"),
                               "application/octet-stream"));
  check("get", base + "/annotators/{annotator}/comparison",
        served_->get(a + "/annotators/two/comparison?reference=N&test=V&limit=5"));
  for (const char* format : {"wfdb", "rhythm", "csv", "json", "html"})
    check("get", base + "/export", served_->get(a + "/export?format=" + format));
  for (const char* path : {"/events"}) {
    const auto reply = served_->make_client()->Get(a + path, [](const char*, std::size_t) { return false; });
    EXPECT_FALSE(reply) << "the client ends the stream";
    called_.insert("events");
  }
  write_recording(store_ / "made", "sent");
  const httplib::MultipartFormDataItems files = {
      {"file", read_file(store_ / "made" / "sent.hea"), "sent.hea", "application/octet-stream"},
      {"file", read_file(store_ / "made" / "sent.dat"), "sent.dat", "application/octet-stream"}};
  check("post", "/api/recordings", served_->client().Post("/api/recordings", files));
  check("post", "/api/live/{name}/samples",
        served_->client().Post("/api/live/x/samples?rate=250&leads=1", std::string(400, '\0'),
                               "application/octet-stream"));
  check("get", "/api/live", served_->get("/api/live"));
  check("get", "/api/live/{name}/signal", served_->get("/api/live/x/signal"));
  check("get", "/api/live/{name}", served_->get("/api/live/x"));
  const auto live =
      served_->make_client()->Get("/api/live/x/events", [](const char*, std::size_t) { return false; });
  EXPECT_FALSE(live);
  called_.insert("liveEvents");
  for (const auto& [path, operations] : document()["paths"].items())
    for (const auto& [method, operation] : operations.items()) {
      if (method == "parameters") continue;
      EXPECT_TRUE(called_.contains(operation["operationId"])) << method << " " << path;
    }
}

// A validator that finds nothing would pass everything.
// Whoever asked for a part first was told for ever that the recording is being worked on, which it was not.
TEST_F(Contract, APartThatIsAskedForFirstStartsTheWork) {
  int status = 409;
  for (int i = 0; i < 600 && status == 409; ++i) {
    const auto reply = served_->get("/api/recordings/a/queue");
    ASSERT_TRUE(reply);
    status = reply->status;
    if (status == 409) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_EQ(status, 200);
}

TEST(ContractValidator, FindsWhatIsWrong) {
  const Json schema = {
      {"type", "object"}, {"required", {"a"}}, {"properties", {{"a", {{"type", "integer"}}}}}};
  EXPECT_EQ(fault_of({{"a", 1}}, schema, ""), "");
  EXPECT_NE(fault_of({{"a", 1.5}}, schema, ""), "");
  EXPECT_NE(fault_of({{"a", nullptr}}, schema, ""), "");
  EXPECT_NE(fault_of({{"a", 1}, {"b", 2}}, schema, ""), "");
  EXPECT_NE(fault_of(Json::object(), schema, ""), "");
}

}  // namespace
}  // namespace rwave::testing
