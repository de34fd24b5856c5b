#pragma once
// Lead numbers of SCP-ECG (EN 1064, table 3), which DICOM's codes contain too.

#include <string_view>

namespace rwave {

// The name of lead number 1 to 184 ("I", "V1", "aVR"); empty for numbers that stand for none.
std::string_view scp_lead_name(int number);

}  // namespace rwave
