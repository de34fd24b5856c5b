#include "ec57/difference_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "ec57/annotation_types.h"

namespace rwave::ec57 {
namespace {

// What stands for the reference where a test beat lies alone in its flutter.
char reference_letter(const BeatPair& pair) {
  return pair.in_flutter ? '*' : label_letters[static_cast<std::size_t>(pair.reference)];
}

// Capital in lists, small in notes: "Nv".
char test_letter(const BeatPair& pair) {
  return label_letters[static_cast<std::size_t>(pair.test)];
}

// A text that does not fit is cut; the annotation it quotes is in the input files.
Annotation note_at(std::int64_t sample, std::string text) {
  // Bytes; the format's text field holds 255.
  constexpr std::size_t longest = 254;
  if (text.size() > longest) text.resize(longest);
  return {
      .sample = sample, .code = note_type, .subtype = 0, .channel = 0, .number = 0, .text = std::move(text)};
}

std::string in_brackets(const std::string& text) {
  return text.empty() ? "" : " (" + text + ")";
}

std::string fields_of(const Annotation& annotation) {
  return fmt::format("[{},{},{}]", annotation.subtype, annotation.channel, annotation.number);
}

// A matched pair of annotations of any type: the test annotator's, or a note of how they differ.
Annotation merged(const Annotation& reference, const Annotation& test) {
  const bool same_fields = reference.subtype == test.subtype && reference.channel == test.channel &&
                           reference.number == test.number;
  if (same_fields && reference.code == test.code && reference.text == test.text) return test;
  Annotation note =
      note_at(test.sample, std::string(symbol_of(reference.code)) +
                               (same_fields ? "" : fields_of(reference)) + in_brackets(reference.text) + "/" +
                               std::string(symbol_of(test.code)) + in_brackets(test.text));
  note.subtype = test.subtype;
  note.channel = test.channel;
  note.number = test.number;
  return note;
}

}  // namespace

// After the comparison: classes do not change which beats match.
void merge_s(std::vector<BeatPair>& pairs) {
  for (BeatPair& pair : pairs) {
    if (pair.reference == Label::S) pair.reference = Label::N;
    if (pair.test == Label::S) pair.test = Label::N;
  }
}

std::string difference_list(std::span<const BeatPair> pairs) {
  std::string text;
  for (const BeatPair& pair : pairs) {
    if (pair.reference == pair.test && !pair.in_flutter) continue;
    std::int64_t reference = pair.reference_sample, test = pair.test_sample;
    if (pair.test_alone() && !pair.in_flutter) {
      reference = test;
    } else if (pair.reference_alone()) {
      test = reference;
    }
    text += fmt::format("{}({})/{}({})\n", reference_letter(pair), reference, test_letter(pair), test);
  }
  return text;
}

std::vector<Annotation> beat_differences(std::span<const BeatPair> pairs, std::span<const Annotation> test) {
  std::vector<Annotation> written;
  for (const BeatPair& pair : pairs) {
    if (pair.reference == pair.test && !pair.in_flutter) {
      if (!pair.reference_alone()) written.push_back(test[pair.test_annotation]);
      continue;
    }
    const char test_label = static_cast<char>(test_letter(pair) - 'A' + 'a');
    written.push_back(note_at(pair.sample(), std::string{reference_letter(pair), test_label}));
  }
  return written;
}

// A comparison of its own, as the classes and segments of beats mean nothing to rhythm changes and notes.
std::vector<Annotation> expanded_differences(std::span<const Annotation> reference,
                                             std::span<const Annotation> test, double rate,
                                             const Options& options) {
  const auto samples = [&](double seconds) {
    return static_cast<std::int64_t>(std::llround(seconds * rate));
  };
  const std::int64_t begin = samples(options.start), window = samples(options.window);
  const auto time_at = [](std::span<const Annotation> file, std::size_t at) {
    return at < file.size() ? file[at].sample : unending;
  };
  const auto first_from = [&](std::span<const Annotation> file) {
    return static_cast<std::size_t>(
        std::ranges::find_if(file, [&](const Annotation& each) { return each.sample >= begin; }) -
        file.begin());
  };
  std::size_t r = first_from(reference), t = first_from(test);
  std::vector<Annotation> written;
  const auto goes_on = [&] {
    if (r == reference.size() && t == test.size()) return false;
    if (options.end) return std::min(time_at(reference, r), time_at(test, t)) <= samples(*options.end);
    return r < reference.size() && (options.ending == Ending::reference || t < test.size());
  };
  while (goes_on()) {
    const std::int64_t reference_time = time_at(reference, r), test_time = time_at(test, t);
    const bool test_first = test_time < reference_time;
    const std::int64_t distance = std::abs(reference_time - test_time);
    // The later one belongs to the earlier one's successor if that is nearer, and a beat as an annotation of
    // another kind is no rival.
    const std::span<const Annotation> earlier = test_first ? test : reference;
    const std::size_t next = (test_first ? t : r) + 1;
    const std::int64_t rival = std::abs(std::max(reference_time, test_time) - time_at(earlier, next));
    const bool no_rival = next < earlier.size() && !label_of(earlier[next].code).has_value();
    if (distance <= window && (distance < rival || no_rival)) {
      written.push_back(merged(reference[r++], test[t++]));
    } else if (test_first) {
      written.push_back(
          note_at(test_time, fmt::format("O/{}{}", symbol_of(test[t].code), in_brackets(test[t].text))));
      ++t;
    } else {
      written.push_back(note_at(reference_time, fmt::format("{}{}/O", symbol_of(reference[r].code),
                                                            in_brackets(reference[r].text))));
      ++r;
    }
  }
  return written;
}

// The program names its annotator bxb, and so must the file be called for others to find it.
void write_differences(const ProgramCall& call, const std::string& record,
                       std::vector<Annotation> annotations) {
  // A pair is noted at the test's beat although the reference's may be later than the next one's.
  std::ranges::stable_sort(annotations, {}, &Annotation::sample);
  try {
    write_annotations(record + ".bxb", annotations);
  } catch (const Error& fault) {
    throw call.stop(no_output, fault.what());
  }
}

}  // namespace rwave::ec57
