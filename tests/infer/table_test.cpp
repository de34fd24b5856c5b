// The table of operators: each entry stands where operator_of() looks for it, and can be planned.
#include <gtest/gtest.h>

#include <set>

#include "infer/ops/operator.h"

namespace rwave::infer {
namespace {

TEST(OperatorTable, HoldsEachOperatorAtItsPlace) {
  for (std::size_t i = 0; i < operators().size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(operators()[i]->op), i) << operators()[i]->name;
    EXPECT_EQ(&operator_of(operators()[i]->op), operators()[i]);
  }
}

TEST(OperatorTable, FindsOperatorsByOnnxName) {
  std::set<std::string_view> names;
  for (const Operator* entry : operators()) {
    EXPECT_EQ(operator_named(entry->name, entry->domain), entry);
    EXPECT_TRUE(names.insert(entry->name).second) << entry->name << " stands twice";
    EXPECT_NE(entry->shape, nullptr) << entry->name;
    EXPECT_NE(entry->lower, nullptr) << entry->name;
  }
  EXPECT_EQ(operator_named("LSTM"), nullptr);
}

// What is read must be written, or an exported network would lose it.
TEST(OperatorTable, ReadsAndWritesAttributesTogether) {
  for (const Operator* entry : operators()) {
    if (entry->write != nullptr) {
      EXPECT_NE(entry->read, nullptr) << entry->name;
    }
  }
}

}  // namespace
}  // namespace rwave::infer
