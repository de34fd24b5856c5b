#pragma once
// WFDB annotation types by name, and the classes of them that the reference programs share.
//
// The numbers are those of the "Annotation codes" table of the WFDB Programmer's Guide; the letter after each
// is what symbol_of() prints for it.

#include <cstdint>

namespace rwave::ec57 {

// ~ signal quality; the subtype says of which signals.
inline constexpr std::uint8_t noise_type = 14;
// S ST segment change: begin, extremum or end in the text.
inline constexpr std::uint8_t st_change_type = 18;
// " comment: words of a person or program, of no class.
inline constexpr std::uint8_t note_type = 22;
// = measurement: its kind is the subtype, its value the text.
inline constexpr std::uint8_t measurement_type = 23;
// + rhythm change: the text says which, "(AFIB".
inline constexpr std::uint8_t rhythm_type = 28;
// ! ventricular flutter wave.
inline constexpr std::uint8_t flutter_wave_type = 31;
// [ ventricular flutter or fibrillation begins.
inline constexpr std::uint8_t vf_begin_type = 32;
// ] and ends.
inline constexpr std::uint8_t vf_end_type = 33;

// Whether the WFDB library counts the type as a QRS complex: N L R a V F J A S E j / Q B ? ! e n f r. Flutter
// waves are among them, although EC57 has no class for them.
constexpr bool is_qrs_type(std::uint8_t type) {
  return (type >= 1 && type <= 13) || type == 25 || type == 30 || type == flutter_wave_type || type == 34 ||
         type == 35 || type == 38 || type == 41;
}

// Whether the WFDB library maps the type to normal: all QRS complexes but V E r, F, ? and !. Paced and
// supraventricular beats are among them, which is what `ihr` includes by default.
constexpr bool maps_to_normal(std::uint8_t type) {
  return is_qrs_type(type) && type != 5 && type != 6 && type != 10 && type != 30 &&
         type != flutter_wave_type && type != 41;
}

// Shutdown: a noise annotation whose subtype has both bits 16 and 32 (-1 is usual) says that no signal is
// analyzable from here on; one with any other subtype ends that (MIT-BIH and European ST-T databases).
constexpr bool is_shutdown_subtype(std::int8_t subtype) {
  return (subtype & 0x30) == 0x30;
}

}  // namespace rwave::ec57
