// The test's firmware: converter counts from a file of the host in, labels and what they cost out, by
// semihosting.
//
// Input "counts.bin" in the folder that qemu runs in: rate (int32), counts per millivolt (float32), baseline
// (int32), then counts (int16), little-endian. Output: a line per beat, a line per episode event, then `#
// cost` lines.
#include <cstddef>
#include <cstdint>

#include "rwave_embedded.h"

extern "C" {
extern std::uint32_t data_load, data_begin, data_end, bss_begin, bss_end, stack_low, stack_top;
int main();
[[noreturn]] void reset();
[[noreturn]] void fault();
}

namespace {

// Arm's semihosting: operation in r0, its block in r1.
enum Operation { open_file = 1, write_text = 4, read_file = 6, exit_program = 0x18 };

std::int32_t host(std::uint32_t operation, const void* block) {
  register std::uint32_t r0 asm("r0") = operation;
  register const void* r1 asm("r1") = block;
  asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return static_cast<std::int32_t>(r0);
}

[[noreturn]] void leave(bool good) {
  // Application exit, or a run-time error.
  host(exit_program, reinterpret_cast<const void*>(good ? 0x20026U : 0x20023U));
  for (;;) {
  }
}

void print(const char* text) {
  host(write_text, text);
}

void print(std::int64_t value) {
  char digits[24];
  char* at = digits + sizeof digits;
  *--at = 0;
  const bool negative = value < 0;
  std::uint64_t rest = negative ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  do {
    *--at = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest > 0);
  if (negative) *--at = '-';
  print(at);
}

// The processor's own counter, which counts down from 2^24 - 1. With `-icount shift=0` an instruction of the
// emulated machine takes a nanosecond, and the counter runs at the board's rate: the
// number of instructions a tick.
struct SysTick {
  volatile std::uint32_t control, reload, current;
};
SysTick& tick = *reinterpret_cast<SysTick*>(0xE000E010);
constexpr std::uint32_t tick_range = 0xFFFFFF;

constexpr std::uint32_t paint = 0xA5A5A5A5;

alignas(8) unsigned char memory[64 * 1024];

void print_results(rwave_embedded* stream) {
  rwave_embedded_beat beat;
  while (rwave_embedded_take_beat(stream, &beat) == 1) {
    const char label[2] = {beat.label, 0};
    print(beat.sample);
    print(" ");
    print(label);
    print(" ");
    print(static_cast<std::int64_t>(beat.probability * 1e6F + 0.5F));
    print("\n");
  }
  rwave_embedded_episode episode;
  while (rwave_embedded_take_episode(stream, &episode) == 1) {
    print("# ");
    print(rwave_embedded_rhythm_name(episode.kind));
    print(episode.ended != 0 ? " ended " : " began ");
    print(episode.first);
    print(" ");
    print(episode.end);
    print("\n");
  }
}

void print_cost(const char* what, std::int64_t value) {
  print("# cost ");
  print(what);
  print(" ");
  print(value);
  print("\n");
}

// Bytes of stack that were ever written, below where the caller's frame is.
std::int64_t stack_used(const std::uint32_t* from) {
  const std::uint32_t* at = &stack_low;
  while (at < from && *at == paint) ++at;
  return static_cast<std::int64_t>(reinterpret_cast<std::uintptr_t>(from) -
                                   reinterpret_cast<std::uintptr_t>(at));
}

}  // namespace

int main() {
  std::uint32_t here = 0;
  const std::uint32_t name[] = {reinterpret_cast<std::uint32_t>("counts.bin"), 1, 10};  // mode 1: "rb"
  const std::int32_t file = host(open_file, name);
  if (file < 0) {
    print("no counts.bin\n");
    leave(false);
  }
  struct Head {
    std::int32_t rate;
    float per_mv;
    std::int32_t baseline;
  } head;
  const std::uint32_t read_head[] = {static_cast<std::uint32_t>(file), reinterpret_cast<std::uint32_t>(&head),
                                     sizeof head};
  if (host(read_file, read_head) != 0) leave(false);
  rwave_embedded_config config = rwave_embedded_defaults(head.rate, head.per_mv);
  config.baseline = static_cast<std::int16_t>(head.baseline);
  const std::size_t bytes = rwave_embedded_size(&config);
  rwave_embedded* stream = rwave_embedded_init(&config, memory, sizeof memory);
  if (stream == nullptr) {
    print("no stream\n");
    leave(false);
  }
  static std::int16_t samples[512];
  std::int64_t count = 0, ticks = 0, most = 0;
  for (;;) {
    const std::uint32_t read[] = {static_cast<std::uint32_t>(file), reinterpret_cast<std::uint32_t>(samples),
                                  sizeof samples};
    const std::int32_t missing = host(read_file, read);
    const std::int32_t got = (static_cast<std::int32_t>(sizeof samples) - missing) / 2;
    for (std::int32_t i = 0; i < got; ++i) {
      const std::uint32_t before = tick.current;
      const std::int32_t taken = rwave_embedded_push(stream, samples + i, 1);
      const std::uint32_t took = (before - tick.current) & tick_range;
      ticks += took;
      if (took > most) most = took;
      ++count;
      if (taken != 1) --i;
      if (taken < 0) leave(false);
      print_results(stream);
    }
    if (missing != 0) break;
  }
  while (rwave_embedded_finish(stream) == 1) print_results(stream);
  print_results(stream);
  print_cost("state bytes", static_cast<std::int64_t>(bytes));
  const char* part_name;
  for (std::int32_t part = 0;; ++part) {
    const std::size_t of_part = rwave_embedded_part(&config, part, &part_name);
    if (of_part == 0) break;
    print_cost(part_name, static_cast<std::int64_t>(of_part));
  }
  print_cost("network bytes", static_cast<std::int64_t>(rwave_embedded_network_size()));
  print_cost("stack bytes", stack_used(&here));
  print_cost("samples", count);
  print_cost("instructions", ticks * INSTRUCTIONS_PER_TICK);
  print_cost("most instructions a sample", most * INSTRUCTIONS_PER_TICK);
  leave(true);
}

void reset() {
  // The floating-point unit on, before anything could use it.
  *reinterpret_cast<volatile std::uint32_t*>(0xE000ED88) |= 0xFU << 20;
  asm volatile("dsb; isb");
  for (std::uint32_t *from = &data_load, *to = &data_begin; to < &data_end;) *to++ = *from++;
  for (std::uint32_t* to = &bss_begin; to < &bss_end;) *to++ = 0;
  register std::uint32_t* sp asm("sp");
  for (std::uint32_t* at = &stack_low; at < sp - 16; ++at) *at = paint;
  tick.reload = tick_range;
  tick.current = 0;
  tick.control = 5;  // on, processor clock, no interrupt
  main();
  leave(false);
}

void fault() {
  print("a fault of the processor\n");
  leave(false);
}

// Stack, then reset, NMI and the faults.
[[gnu::section(".vectors"), gnu::used]] void* const vectors[16] = {&stack_top,
                                                                   reinterpret_cast<void*>(reset),
                                                                   reinterpret_cast<void*>(fault),
                                                                   reinterpret_cast<void*>(fault),
                                                                   reinterpret_cast<void*>(fault),
                                                                   reinterpret_cast<void*>(fault),
                                                                   reinterpret_cast<void*>(fault)};
