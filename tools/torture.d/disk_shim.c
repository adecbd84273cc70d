/* A disk that is slow or refuses: preloaded, it stands before the calls that write. TORTURE_DISK_CONTROL names a file of
 * two 32-bit numbers, which may change at any time: milliseconds that each call takes, and the error (errno) that it ends
 * in; 0 is a sound disk. Only files under TORTURE_DISK_FOLDER are meant, so that logs and sockets go on. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static volatile int32_t const *control;
static char const *folder;
static size_t folder_length;

__attribute__((constructor)) static void begin(void) {
    char const *name = getenv("TORTURE_DISK_CONTROL");
    folder = getenv("TORTURE_DISK_FOLDER");
    int const file = name && folder ? open(name, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *page = mmap(NULL, 8, PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (page == MAP_FAILED) return;
    folder_length = strlen(folder);
    control = page;
}

/* Whether the call must fail; errno says how. */
static int suffers(int file) {
    if (!control || (control[0] == 0 && control[1] == 0)) return 0;
    char link[32], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t const length = readlink(link, path, sizeof path - 1);
    if (length < (ssize_t)folder_length || strncmp(path, folder, folder_length) != 0) return 0;
    int32_t const wait = control[0], error = control[1];
    if (wait > 0) {
        struct timespec pause = {wait / 1000, wait % 1000 * 1000000L};
        nanosleep(&pause, NULL);
    }
    errno = error;
    return error != 0;
}

#define STANDS_BEFORE(type, name, parameters, arguments)          \
    type name parameters {                                        \
        static type(*next) parameters;                            \
        if (!next) next = (type(*) parameters)dlsym(RTLD_NEXT, #name); \
        return suffers(file) ? -1 : next arguments;               \
    }

STANDS_BEFORE(ssize_t, write, (int file, void const *bytes, size_t count), (file, bytes, count))
STANDS_BEFORE(ssize_t, writev, (int file, struct iovec const *parts, int count), (file, parts, count))
STANDS_BEFORE(ssize_t, pwrite, (int file, void const *bytes, size_t count, off_t at), (file, bytes, count, at))
STANDS_BEFORE(ssize_t, pwrite64, (int file, void const *bytes, size_t count, off64_t at), (file, bytes, count, at))
STANDS_BEFORE(int, fsync, (int file), (file))
STANDS_BEFORE(int, fdatasync, (int file), (file))
STANDS_BEFORE(int, ftruncate, (int file, off_t length), (file, length))
STANDS_BEFORE(int, ftruncate64, (int file, off64_t length), (file, length))
