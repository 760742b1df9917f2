/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preloaded: the wall clock is off by SATPAD_CLOCK_SHIFT seconds. Where SATPAD_CLOCK_STEP names an amount, the clock steps
 * back by it at each hundredth question. The kernel cannot do this for one process: CLOCK_REALTIME has no namespace, and
 * the vDSO answers it without a system call. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static atomic_long asked;

static time_t shift(void)
{
    const char* by = getenv("SATPAD_CLOCK_SHIFT");
    const char* step = getenv("SATPAD_CLOCK_STEP");
    const long back = step == NULL ? 0 : atol(step) * (atomic_fetch_add(&asked, 1) / 100);
    return (by == NULL ? 0 : atol(by)) - back;
}

int clock_gettime(clockid_t clock, struct timespec* out)
{
    static int (*real)(clockid_t, struct timespec*);
    if (real == NULL) {
        *(void**)&real = dlsym(RTLD_NEXT, "clock_gettime");
    }
    const int result = real(clock, out);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        out->tv_sec += shift();
    }
    return result;
}

int gettimeofday(struct timeval* restrict out, void* restrict zone)
{
    struct timespec now;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    out->tv_sec = now.tv_sec;
    out->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t* out)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out != NULL) {
        *out = now.tv_sec;
    }
    return now.tv_sec;
}
