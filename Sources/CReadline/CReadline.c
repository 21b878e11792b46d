#include "CReadline.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
// After stdio.h, which it needs.
#include <readline/history.h>
#include <readline/readline.h>

// --- Lines

static enum hesse_readline_state state = HESSE_READING;
static char *accepted;

static void accept_line(char *line) {
    // readline ends the line at the end of input only if it has switched bracketed paste off.
    if (!line && strcmp(rl_variable_value("enable-bracketed-paste"), "on") != 0) fputc('\n', rl_outstream), fflush(rl_outstream);
    // Removed here: readline would show the prompt again otherwise.
    rl_callback_handler_remove();
    free(accepted);
    accepted = line;
    state = line ? HESSE_LINE : HESSE_END_OF_INPUT;
}

static char **attempt_completion(const char *text, int start, int end);

void hesse_readline_initialize(bool on_standard_error) {
    rl_readline_name = "hesse";
    rl_outstream = on_standard_error ? stderr : stdout;
    // The signals are ours: readline would see those only that come while it handles a key.
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_change_environment = 0;
    // Names keep their letters of any script and the backslash of `\theta`.
    rl_completer_word_break_characters = " \t\n\"'`@$><=;|&{}()[]+-*/^%~!,:?.";
    rl_completer_quote_characters = "\"'";
    rl_attempted_completion_function = attempt_completion;
    // Before the user's inputrc, which may say otherwise.
    rl_variable_bind("enable-bracketed-paste", "on");
    rl_initialize();
    using_history();
}

const char *hesse_readline_version(void) { return rl_library_version; }

void hesse_readline_begin(const char *prompt) {
    state = HESSE_READING;
    using_history();
    rl_callback_handler_install(prompt, accept_line);
}

enum hesse_readline_state hesse_readline_feed(void) {
    if (state == HESSE_READING) rl_callback_read_char();
    return state;
}

char *hesse_readline_take_line(void) {
    char *line = accepted;
    accepted = NULL;
    return line;
}

void hesse_readline_cancel(void) {
    rl_callback_sigcleanup();
    rl_point = rl_end;
    rl_deactivate_mark();
    rl_redisplay();
    rl_echo_signal_char(SIGINT);
    rl_free_line_state();
    rl_callback_handler_remove();
    fputc('\n', rl_outstream);
    fflush(rl_outstream);
}

void hesse_readline_pause(void) { rl_cleanup_after_signal(); }

void hesse_readline_resume(void) {
    rl_reset_after_signal();
    rl_forced_update_display();
}

void hesse_readline_resize(void) { rl_resize_terminal(); }

// --- Completion

static hesse_completer complete;
static char **candidates;
static size_t candidate_count;
static size_t candidate_capacity;

static char *next_candidate(const char *text, int is_repeated) {
    (void)text;
    static size_t index;
    if (!is_repeated) index = 0;
    // readline frees what it is given.
    return index < candidate_count ? strdup(candidates[index++]) : NULL;
}

static char **attempt_completion(const char *text, int start, int end) {
    rl_completion_append_character = '\0';
    if (complete) complete(rl_line_buffer, start, end);
    // Not the names of files where there is no other, and no quote behind what stands in a string.
    rl_attempted_completion_over = 1;
    rl_completion_suppress_quote = 1;
    // They come in the order in which they are likely.
    rl_sort_completion_matches = 0;
    char **matches = candidate_count > 0 ? rl_completion_matches(text, next_candidate) : NULL;
    while (candidate_count > 0) free(candidates[--candidate_count]);
    return matches;
}

void hesse_completion_set(hesse_completer completer) { complete = completer; }

void hesse_completion_add(const char *candidate) {
    if (candidate_count == candidate_capacity) {
        size_t capacity = candidate_capacity ? 2 * candidate_capacity : 64;
        char **grown = realloc(candidates, capacity * sizeof *grown);
        if (!grown) return;
        candidates = grown;
        candidate_capacity = capacity;
    }
    char *copy = strdup(candidate);
    if (copy) candidates[candidate_count++] = copy;
}

// --- History

static char *history_path;

void hesse_history_open(const char *path, int limit) {
    // A record separator: `#`, readline's own, begins comments of ours, which may go on with digits.
    history_comment_char = '\x1e';
    history_write_timestamps = 1;
    using_history();
    stifle_history(limit);
    free(history_path);
    history_path = NULL;
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return;
    close(file);
    if (read_history(path) != 0) return;
    history_path = strdup(path);
    // Each entry that did not fit in moved the base. Rewriting now and then keeps the file from growing without end.
    if (history_base > limit / 2) write_history(path);
    using_history();
}

void hesse_history_add(const char *entry) {
    HIST_ENTRY *last = history_length > 0 ? history_get(history_base + history_length - 1) : NULL;
    if (last && strcmp(last->line, entry) == 0) return;
    add_history(entry);
    // At once, so that sessions side by side, and one that ends in a crash, keep what they had.
    if (history_path) append_history(1, history_path);
}
