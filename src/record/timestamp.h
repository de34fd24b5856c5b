#pragma once
// Dates and times as HL7 and DICOM write them.

#include <string>
#include <string_view>

namespace rwave {

// "20021122091000.250", as much of it as is known after the year, in seconds since 1970; a time zone is not
// counted, so the seconds are the recorder's local time. Negative where it is none.
double seconds_of_timestamp(std::string_view stamp);

// Seconds since 1970 as RecordingInfo::start: "09:10:00.250 22/11/2002".
std::string start_text(double seconds);

}  // namespace rwave
