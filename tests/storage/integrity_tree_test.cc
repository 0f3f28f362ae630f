// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/integrity_tree.h"

#include "tests/support/matchers.h"

namespace chauban::storage {
namespace {

/// RFC 6962 §2.1, written down once more as the RFC says it.
Digest root_by_the_rfc(const std::vector<Digest>& leaves, std::size_t from, std::size_t to) {
  if (from == to) return sha256("");
  if (to - from == 1) return leaves[from];
  std::size_t k = 1;
  while (k * 2 < to - from) k *= 2;
  return node_hash(root_by_the_rfc(leaves, from, from + k), root_by_the_rfc(leaves, from + k, to));
}

std::vector<Digest> some_leaves(std::size_t count) {
  std::vector<Digest> leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.push_back(sha256("leaf " + std::to_string(i)));
  return leaves;
}

TEST(IntegrityTreeTest, KnownRootsOfCertificateTransparency) {
  const std::vector<std::string> inputs{
      "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
  const std::vector<std::string> roots{"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                       "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                       "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                       "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                       "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                       "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                       "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                       "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  IntegrityTree tree;
  EXPECT_EQ(tree.root().hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    tree.append(sha256(Bytes(1, '\0') + from_hex(inputs[i]).value()));
    EXPECT_EQ(tree.root().hex(), roots[i]) << i;
  }
}

TEST(IntegrityTreeTest, EveryPrefixHasTheRootOfTheRfc) {
  const auto leaves = some_leaves(130);
  IntegrityTree tree;
  for (std::size_t size = 0; size <= leaves.size(); ++size) {
    ASSERT_EQ(tree.root(), root_by_the_rfc(leaves, 0, size)) << size;
    ASSERT_EQ(tree, IntegrityTree(size, tree.peaks()));
    if (size < leaves.size()) tree.append(leaves[size]);
  }
}

TEST(IntegrityTreeTest, AnEarlierTreeIsMadeFromStoredNodes) {
  const auto leaves = some_leaves(77);
  const NodeAt node_at = [&](unsigned level, std::uint64_t index) -> Result<Digest> {
    return root_by_the_rfc(leaves, index << level, (index + 1) << level);
  };
  for (std::size_t size = 0; size <= leaves.size(); ++size) {
    const auto tree = tree_at(size, node_at);
    ASSERT_THAT(tree, Succeeds());
    ASSERT_EQ(tree->root(), root_by_the_rfc(leaves, 0, size)) << size;
  }
}

TEST(IntegrityTreeTest, AMissingNodeIsAnErrorNotARoot) {
  const NodeAt none = [](unsigned, std::uint64_t) -> Result<Digest> { return refuse(ErrorCode::record_damaged); };
  EXPECT_THAT(tree_at(5, none), FailsWith(ErrorCode::record_damaged));
}

}  // namespace
}  // namespace chauban::storage
