#pragma once
// One of several shares of a list of recordings, for a launcher that starts a process for each.

#include <cstddef>
#include <string_view>

namespace rwave::cli {

// The recordings that the index-th of `count` processes works on: every count-th of the list from the
// index-th on.
//
// Dealt out like cards, and not balanced by size: each process must come to the same shares by itself, and a
// list is the same everywhere, while sizes would have to be read from every recording by every process, and a
// file that grows or fails to answer on one machine would end up in two shares or in none. Neighbours in a
// list of records are alike, so dealing spreads them; where lengths differ much, more shares than processes
// even out better than any estimate of the time.
struct Shard {
  // From 1 to count, as it is typed.
  std::size_t index = 1;
  std::size_t count = 1;

  // How many of `recordings` are in this share: 0 for some where there are more shares than recordings.
  std::size_t size(std::size_t recordings) const {
    return recordings / count + (index <= recordings % count ? 1 : 0);
  }
  // The place in the list, from 0, of the k-th recording of this share, k from 0.
  std::size_t place(std::size_t k) const { return index - 1 + k * count; }
};

// "2/8": the second of eight. Throws UsageError where the text is nothing of the kind.
Shard parse_shard(std::string_view text);

}  // namespace rwave::cli
