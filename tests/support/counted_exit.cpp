// Of a build with RWAVE_COVERAGE alone: the linker gives calls of _Exit to __wrap__Exit. The counts of the
// lines that ran are written by a function that exit calls and _Exit does not.
extern "C" {
void __gcov_dump(void);
[[noreturn]] void __real__Exit(int status);

[[noreturn]] void __wrap__Exit(int status) {
  __gcov_dump();
  __real__Exit(status);
}
}
