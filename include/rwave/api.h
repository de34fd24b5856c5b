/* What librwave lets other programs see. Everything else of the library is compiled hidden: a function that
 * is not marked here may change from one release to the next, and calls inside the library cost no table of
 * addresses. tests/library/exported_symbols.txt lists what is visible. For C and C++. */
#ifndef RWAVE_API_H
#define RWAVE_API_H

#if defined(__GNUC__)
#define RWAVE_API __attribute__((visibility("default")))
#else
#define RWAVE_API
#endif

#endif
