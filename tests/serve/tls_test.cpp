// TLS as `--certificate` and `--key` set it up: a client that trusts the certificate is served, and nobody
// else.
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>

#include "base/output_file.h"
#include "rwave/error.h"
#include "serve_support.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;

template <auto Free>
struct FreeWith {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, FreeWith<X509_free>>;
using File = std::unique_ptr<std::FILE, FreeWith<std::fclose>>;

// Writes NAME.pem, valid for an hour for 127.0.0.1 and signed by itself, and NAME.key.
void write_certificate(const std::filesystem::path& folder, const std::string& name) {
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  const auto* common = reinterpret_cast<const unsigned char*>("rwave test");
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, common, -1, -1, 0);
  X509_set_issuer_name(certificate.get(), subject);
  X509_set_pubkey(certificate.get(), key.get());
  X509_EXTENSION* names =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost");
  X509_add_ext(certificate.get(), names, -1);
  X509_EXTENSION_free(names);
  ASSERT_GT(X509_sign(certificate.get(), key.get(), EVP_sha256()), 0);
  const File pem(std::fopen((folder / (name + ".pem")).c_str(), "w"));
  ASSERT_EQ(PEM_write_X509(pem.get(), certificate.get()), 1);
  const File secret(std::fopen((folder / (name + ".key")).c_str(), "w"));
  ASSERT_EQ(PEM_write_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr), 1);
}

class Tls : public ::testing::Test {
 protected:
  void SetUp() override {
    write_recording(folder_ / "served", "a");
    write_certificate(folder_.path(), "own");
    write_certificate(folder_.path(), "other");
  }
  serve::ServeOptions options(const std::string& certificate, const std::string& key) const {
    serve::ServeOptions options = Served::options_for(folder_ / "served");
    options.front.certificate = (folder_ / certificate).string();
    options.front.key = (folder_ / key).string();
    return options;
  }
  std::unique_ptr<httplib::SSLClient> client(int port, const std::string& trusted) const {
    auto client = std::make_unique<httplib::SSLClient>("127.0.0.1", port);
    client->set_ca_cert_path((folder_ / trusted).c_str());
    client->enable_server_certificate_verification(true);
    client->set_read_timeout(20);
    return client;
  }

  TemporaryFolder folder_;
};

TEST_F(Tls, AClientThatTrustsTheCertificateIsServed) {
  Served served(options("own.pem", "own.key"));
  EXPECT_THAT(served.server().address(), HasSubstr("https://127.0.0.1:"));
  const auto trusting = client(served.port(), "own.pem");
  trusting->set_keep_alive(true);
  for (int i = 0; i < 3; ++i) {  // on one connection
    const auto answer = trusting->Get("/api/recordings");
    ASSERT_TRUE(answer) << httplib::to_string(answer.error());
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(Json::parse(answer->body)["recordings"].size(), 1U);
  }
}

TEST_F(Tls, AnswersLargerThanARecordOfTlsArriveWhole) {
  Served plain(folder_ / "served");
  Served served(options("own.pem", "own.key"));
  const auto expected = plain.get("/api/openapi.json");
  ASSERT_TRUE(expected);
  const auto answer = client(served.port(), "own.pem")->Get("/api/openapi.json");
  ASSERT_TRUE(answer);
  EXPECT_GT(answer->body.size(), 16384U);
  EXPECT_EQ(answer->body, expected->body);
}

TEST_F(Tls, AnotherCertificateIsNotTrustedAndPlainHttpIsNotServed) {
  Served served(options("own.pem", "own.key"));
  EXPECT_FALSE(client(served.port(), "other.pem")->Get("/api/status"));
  EXPECT_EQ(served.raw("GET /api/status HTTP/1.1\r\nHost: localhost\r\n\r\n").find("HTTP/1.1 200"),
            std::string::npos);
  EXPECT_TRUE(client(served.port(), "own.pem")->Get("/api/status")) << "the server is gone";
}

TEST_F(Tls, AKeyOfAnotherCertificateIsNamed) {
  try {
    const Served served(options("own.pem", "other.key"));
    FAIL() << "began with a key that does not belong to the certificate";
  } catch (const Error& fault) {
    EXPECT_THAT(fault.what(), HasSubstr("other.key: is no private key in PEM form that belongs to "));
  }
  write_file(folder_ / "text.pem", "no certificate");
  EXPECT_THROW(Served(options("text.pem", "own.key")), Error);
}

}  // namespace
}  // namespace rwave::testing
