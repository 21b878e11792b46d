/// How people and shells meet Hesse.
///
/// `Runner` does what an `Invocation` asks for: it runs a script, text or standard input, or the `Prompt`. Programs run on a
/// `ProgramThread` with a large stack, in a `Session` (an interpreter and the variables of one module), while the main thread
/// hears signals through a `SignalPipe`: the handler of Ctrl-C asks the kernels to stop. What programs print goes through an
/// `OutputBuffer`, errors and warnings through `Messages`, and a `ProgressLine` makes room for both.
///
/// `Prompt` reads inputs with the `LineEditor`, which drives readline by its callbacks; `Completion/` finds what may stand
/// before the cursor, `Commands/` is what begins with `:` or `?`,
/// `Testing/` is `hesse test`.
public enum Console {}
