// Fault injector: preloaded into a program (LD_PRELOAD), it makes one call of the C library fail, or many fall short.
//
//   RWAVE_FAULT=CALL:FAULT:N   the N-th call fails so (N from 1); FAULT is an errno's name (EIO, ENOSPC, EINTR, EMFILE,
//                              ENOMEM, EACCES, EXDEV) or "short" (half of the bytes); N = 0: every second call
//   RWAVE_FAULT_BELOW=FOLDER   only files below it count; for malloc without meaning
//   RWAVE_FAULT_LOG=FILE       two 64-bit numbers: calls that counted, faults made. Mapped, so that it is right however
//                              the program ends.
//
// CALL: open read write fsync rename close mkdir unlink malloc. read is also pread, fread and readv, write is also
// pwrite, fwrite and writev, malloc all that allocates. What happens before and after main() does not count: the loader's
// reads are no program's, and dcmtk's log aborts where it gets no memory to take itself down. Refused: strace's injection, which needs ptrace and is not everywhere allowed.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { SHORT = -1 };

static char call_name[16];
static char below[PATH_MAX];
static int fault = 0;
static long wanted = -1;
static _Atomic int armed = 0;
static _Atomic int64_t own[2];
static _Atomic int64_t *counts = own;

static const struct {
  const char *name;
  int number;
} errors[] = {{"EIO", EIO},       {"ENOSPC", ENOSPC}, {"EINTR", EINTR}, {"EMFILE", EMFILE},
              {"ENOMEM", ENOMEM}, {"EACCES", EACCES}, {"EXDEV", EXDEV}, {"short", SHORT}};

// Looked up at the first call, which comes before any constructor of ours.
#define REAL(name) \
  static __typeof__(&name) real; \
  if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static void set_up(void) {
  const char *text = getenv("RWAVE_FAULT");
  if (!text) return;
  char error[16] = "";
  if (sscanf(text, "%15[^:]:%15[^:]:%ld", call_name, error, &wanted) != 3) {
    fprintf(stderr, "inject: RWAVE_FAULT=%s is not CALL:FAULT:N\n", text);
    _exit(99);
  }
  for (size_t i = 0; i < sizeof errors / sizeof *errors; ++i)
    if (strcmp(error, errors[i].name) == 0) fault = errors[i].number;
  const char *folder = getenv("RWAVE_FAULT_BELOW");
  if (folder && !realpath(folder, below)) below[0] = '\0';
  const char *log = getenv("RWAVE_FAULT_LOG");
  int fd = log ? (int)open(log, O_RDWR | O_CREAT, 0666) : -1;
  if (fd >= 0 && ftruncate(fd, sizeof own) == 0) {
    void *map = mmap(NULL, sizeof own, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (map != MAP_FAILED) counts = map;
  }
  if (fd >= 0) close(fd);
  armed = 1;
}

static int (*real_main)(int, char **, char **);
static int main_of_program(int argc, char **argv, char **environment) {
  set_up();
  const int status = real_main(argc, argv, environment);
  armed = 0;
  return status;
}

int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void), void (*fini)(void),
                      void (*rtld_fini)(void), void *stack_end) {
  __typeof__(&__libc_start_main) start = (__typeof__(&__libc_start_main))dlsym(RTLD_NEXT, "__libc_start_main");
  real_main = main;
  return start(main_of_program, argc, argv, init, fini, rtld_fini, stack_end);
}

// Whether this call of `name` fails. errno is set where it does with an error.
static int fails(const char *name) {
  if (!armed || strcmp(name, call_name) != 0) return 0;
  const int64_t count = atomic_fetch_add(&counts[0], 1) + 1;
  if (wanted == 0 ? count % 2 != 0 : count != wanted) return 0;
  atomic_fetch_add(&counts[1], 1);
  if (fault != SHORT) errno = fault;
  return 1;
}

static int lies_below(const char *path) {
  const size_t length = strlen(below);
  return length == 0 || (strncmp(path, below, length) == 0 && (path[length] == '/' || path[length] == '\0'));
}

static int counts_fd(int fd) {
  if (!armed) return 0;
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const int saved = errno;
  const ssize_t length = readlink(link, path, sizeof path - 1);
  errno = saved;
  if (length < 0) return 0;
  path[length] = '\0';
  return lies_below(path);
}

static int counts_path(const char *path) {
  if (!armed || !path) return 0;
  char whole[2 * PATH_MAX] = "";
  if (path[0] != '/' && getcwd(whole, PATH_MAX)) strcat(whole, "/");
  strncat(whole, path, PATH_MAX - 1);
  return lies_below(whole);
}

// Half of what was asked for, at least a byte.
static size_t fewer(size_t count) {
  return count > 1 ? count / 2 : count;
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    REAL(name); \
    va_list arguments; \
    va_start(arguments, flags); \
    const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(arguments, mode_t) : 0; \
    va_end(arguments); \
    if (counts_path(path) && fails("open")) return -1; \
    return real(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

#define FOPEN(name) \
  FILE *name(const char *path, const char *mode) { \
    REAL(name); \
    if (counts_path(path) && fails("open")) return NULL; \
    return real(path, mode); \
  }
FOPEN(fopen)
FOPEN(fopen64)

#define TRANSFER(call, name, parameters, arguments, shorter) \
  ssize_t name parameters { \
    REAL(name); \
    if (counts_fd(fd) && fails(call)) { \
      if (fault != SHORT) return -1; \
      return real shorter; \
    } \
    return real arguments; \
  }
TRANSFER("read", read, (int fd, void *to, size_t count), (fd, to, count), (fd, to, fewer(count)))
TRANSFER("read", pread, (int fd, void *to, size_t count, off_t at), (fd, to, count, at), (fd, to, fewer(count), at))
TRANSFER("read", pread64, (int fd, void *to, size_t count, off64_t at), (fd, to, count, at), (fd, to, fewer(count), at))
TRANSFER("read", readv, (int fd, const struct iovec *to, int count), (fd, to, count), (fd, to, 1))
TRANSFER("write", write, (int fd, const void *from, size_t count), (fd, from, count), (fd, from, fewer(count)))
TRANSFER("write", pwrite, (int fd, const void *from, size_t count, off_t at), (fd, from, count, at),
         (fd, from, fewer(count), at))
TRANSFER("write", pwrite64, (int fd, const void *from, size_t count, off64_t at), (fd, from, count, at),
         (fd, from, fewer(count), at))
TRANSFER("write", writev, (int fd, const struct iovec *from, int count), (fd, from, count), (fd, from, 1))

// A stream's short read or write is its error: the library itself asks again after a short one.
size_t fread(void *to, size_t size, size_t count, FILE *file) {
  REAL(fread);
  if (fault != SHORT && fault != EINTR && counts_fd(fileno(file)) && fails("read")) return 0;
  return real(to, size, count, file);
}
size_t fwrite(const void *from, size_t size, size_t count, FILE *file) {
  REAL(fwrite);
  if (fault != SHORT && fault != EINTR && counts_fd(fileno(file)) && fails("write")) return 0;
  return real(from, size, count, file);
}

int fsync(int fd) {
  REAL(fsync);
  return counts_fd(fd) && fails("fsync") ? -1 : real(fd);
}
// The descriptor is gone after a close that failed, as on Linux.
int close(int fd) {
  REAL(close);
  const int failed = counts_fd(fd) && fails("close");
  const int error = errno, result = real(fd);
  if (!failed) return result;
  errno = error;
  return -1;
}
int rename(const char *from, const char *to) {
  REAL(rename);
  return counts_path(to) && fails("rename") ? -1 : real(from, to);
}
int mkdir(const char *path, mode_t mode) {
  REAL(mkdir);
  return counts_path(path) && fails("mkdir") ? -1 : real(path, mode);
}
int unlink(const char *path) {
  REAL(unlink);
  return counts_path(path) && fails("unlink") ? -1 : real(path);
}

// The names by which the C library's own functions may be reached: dlsym itself allocates.
extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
void *malloc(size_t size) {
  return fails("malloc") ? NULL : __libc_malloc(size);
}
void *calloc(size_t count, size_t size) {
  return fails("malloc") ? NULL : __libc_calloc(count, size);
}
void *realloc(void *old, size_t size) {
  return fails("malloc") ? NULL : __libc_realloc(old, size);
}
