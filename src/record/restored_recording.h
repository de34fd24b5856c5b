#pragma once
// What EDF+ and CSV cannot say of a WFDB record, kept next to what they can: written by `rwave convert`, and
// taken into account when such a file is opened, so that converting back gives the same samples and
// annotations.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rwave/recording.h"

namespace rwave {

// The facts as JSON of one line: rate, frames, start, comments, and each signal's name, units, gain,
// baseline, resolution and whether it is calibrated.
std::string facts_of(const RecordingInfo& info);

// The rate in such JSON; nothing where it states none.
std::optional<double> stated_rate(const std::string& facts);

// `inner` with these facts: its physical values become ADC units by the facts' gains, and frames past the
// facts' number (padding of the last data record) go. `annotations` are the recording's. Where the facts are
// no JSON or do not fit the recording (other signals, fewer frames, another rate), `inner` itself comes back
// with a warning. `missing` is the ADC value that the writer stored for missing samples, where the format
// itself has none.
std::unique_ptr<Recording> restore(std::unique_ptr<Recording> inner, const std::string& facts,
                                   std::vector<Annotation> annotations,
                                   std::int32_t missing = missing_sample);

// A WFDB annotation as the text of an EDF+ annotation, and back: "wfdb:V", or with what else it says
// "wfdb:+ sub=0 chan=1 num=0 aux=(AFIB". Text without the prefix becomes a NOTE.
std::string annotation_text(const Annotation& annotation);
Annotation annotation_of_text(const std::string& text, std::int64_t sample);

// The facts cut into texts of EDF+ annotations ("rwave:1/3:{..."), and put together again; empty where the
// texts are not all there.
std::vector<std::string> fact_texts(const std::string& facts);
std::string facts_of_texts(const std::vector<std::string>& texts);

// Whether the text is one of fact_texts.
bool is_fact_text(const std::string& text);

}  // namespace rwave
