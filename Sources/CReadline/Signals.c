#define _GNU_SOURCE
#include "CReadline.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static int pipe_ends[2] = {-1, -1};
static void (*volatile on_interrupt)(void);

static void handle(int signal) {
    int saved = errno;
    if (signal == SIGINT && on_interrupt) on_interrupt();
    unsigned char byte = (unsigned char)signal;
    // A full pipe holds news enough.
    if (write(pipe_ends[1], &byte, 1) < 0) errno = saved;
    errno = saved;
}

int hesse_signals_open(void) {
    if (pipe_ends[0] < 0 && pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
    return pipe_ends[0];
}

void hesse_signals_catch(int signal) {
    // No SA_RESTART: a read that waits has to notice.
    struct sigaction action = {.sa_handler = handle};
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, NULL);
}

void hesse_signals_release(int signal) {
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, NULL);
}

void hesse_signals_on_interrupt(void (*interrupt)(void)) { on_interrupt = interrupt; }

int hesse_signals_next(void) {
    unsigned char byte = 0;
    return pipe_ends[0] >= 0 && read(pipe_ends[0], &byte, 1) == 1 ? byte : 0;
}

void hesse_signals_suspend(void) {
    hesse_signals_release(SIGTSTP);
    raise(SIGTSTP);
    hesse_signals_catch(SIGTSTP);
}
