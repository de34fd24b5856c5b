#pragma once
// Leads by the codes that standards give them: SCP-ECG's numbers and the names of the MDC nomenclature.

#include <string>
#include <string_view>

namespace rwave {

// The name of lead number 1 to 92 of SCP-ECG (EN 1064, table 3), which DICOM's codes contain too ("I", "V1",
// "aVR"); empty for numbers that stand for none.
std::string_view scp_lead_name(int number);

// The lead of an MDC code (ISO/IEEE 11073-10101): "MDC_ECG_LEAD_AVR" is aVR. Empty where the code is no
// lead's.
std::string mdc_lead_name(std::string_view code);

}  // namespace rwave
