// Names and addresses of what can be fetched.
#include "fetch/fetch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rwave/error.h"

namespace rwave {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Databases, LieAtPhysionetsAddress) {
  // https://physionet.org/content/ptb-xl/1.0.3/: "Access the files ... wget -r
  // https://physionet.org/files/ptb-xl/1.0.3/"
  EXPECT_THAT(database_addresses(find_published("ptb-xl"), ""),
              ElementsAre("https://physionet.org/files/ptb-xl/1.0.3/"));
}

TEST(Databases, AnotherNameIsWrongUseAndTheKnownOnesAreListed) {
  try {
    find_published("mitbd");
    FAIL() << "no fault";
  } catch (const UsageError& fault) {
    EXPECT_THAT(
        fault.what(),
        HasSubstr("no database 'mitbd' can be fetched; these can: mitdb svdb nstdb ptbdb ptb-xl incartdb"));
  }
}

TEST(Databases, MirrorsSpeakHttp) {
  const Database& mitdb = find_published("mitdb");
  EXPECT_THAT(database_addresses(mitdb, "http://host/pub"),
              ElementsAre("http://host/pub/mitdb/1.0.0/", "http://host/pub/files/mitdb/1.0.0/",
                          "http://host/pub/mitdb/", "http://host/pub/"));
  for (const char* odd :
       {"ftp://host/", "file:///etc", "host", "http://", "http:///x", "http://a b/", "http://h/?x=1"}) {
    EXPECT_THROW(database_addresses(mitdb, odd), UsageError) << odd;
  }
}

}  // namespace
}  // namespace rwave
