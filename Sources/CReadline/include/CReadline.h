// GNU readline behind functions: its mutable globals and variadic calls are not for Swift 6.
//
// All functions belong to one thread, the one that reads lines; only the signal pipe's handlers run elsewhere.
#pragma once
#include <stdbool.h>

// --- Signals

// Opens a pipe into which the handlers write a signal's number; its reading end, which does not block, or -1.
int hesse_signals_open(void);
// Makes a signal go to the pipe, after `interrupt`, which must be safe in a handler, if it is SIGINT.
void hesse_signals_catch(int signal);
void hesse_signals_release(int signal);
void hesse_signals_on_interrupt(void (*interrupt)(void));
// The next caught signal; 0 if there is none.
int hesse_signals_next(void);
// Stops the process as Ctrl-Z does; returns when it goes on.
void hesse_signals_suspend(void);

// --- Lines

enum hesse_readline_state { HESSE_READING, HESSE_LINE, HESSE_END_OF_INPUT };

// Prepares the terminal's descriptions. Lines are shown on standard output or standard error.
void hesse_readline_initialize(bool on_standard_error);
// The version of the library.
const char *hesse_readline_version(void);
// Shows a prompt (what has no width stands between \001 and \002) and begins a line.
void hesse_readline_begin(const char *prompt);
// Handles the key that has come on standard input. At the end of a line or of input the cursor is on a new line.
enum hesse_readline_state hesse_readline_feed(void);
// The line after HESSE_LINE; to be freed by the caller. NULL if there is none.
char *hesse_readline_take_line(void);
// Leaves the line, with a mark, for a new one: what Ctrl-C does.
void hesse_readline_cancel(void);
// Gives the terminal back for a while, and takes it again.
void hesse_readline_pause(void);
void hesse_readline_resume(void);
// Asks the terminal for its size anew.
void hesse_readline_resize(void);

// --- Completion

// Told the line, where the cursor is (`end`), and where readline thinks that the word before it starts. Offsets are in bytes.
typedef void (*hesse_completer)(const char *line, int start, int end);
void hesse_completion_set(hesse_completer completer);
// Within a completer: a text that may take the place of line[start ..< end].
void hesse_completion_add(const char *candidate);

// --- History

// Reads a history of at most `limit` entries. An entry may have several lines: each is led by its time, behind a character
// that no line of the language begins with.
void hesse_history_open(const char *path, int limit);
// Adds an entry, also to the file if there is one, unless it repeats the last.
void hesse_history_add(const char *entry);
