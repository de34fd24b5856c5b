#pragma once
// In what two processes that are to train together differ.

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace rwave::learn {

// What a process says of itself for comparison, an entry a thing that must agree: the program, the rows'
// checksum, the number of ranks, each option by its name ("--lr"). Left out: the name of the data, which may
// lie in other places on other machines.
nlohmann::json identity(const std::string& program, const std::string& rows, int ranks,
                        const nlohmann::json& options);

// "rank 1 has --lr 0.01, rank 0 --lr 0.001" for each entry in which rank's identity differs from rank 0's;
// empty where none does.
std::string difference_between_ranks(const nlohmann::json& rank0, const nlohmann::json& other, int rank);

}  // namespace rwave::learn
