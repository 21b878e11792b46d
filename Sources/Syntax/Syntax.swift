// Source text becomes a syntax tree.
//
// `SourceFile` (bytes and lines) → `Lexer` (tokens, trivia among them, that cover the source byte for byte) → `Parser` (an arena
// of nodes and a list of diagnostics) → `SyntaxTree`. Nothing here knows a value, a scope or a built-in function: a tree says
// what is written. Any input gives a tree; what is wrong with it is in `SyntaxTree.diagnostics`, which `Diagnostic.rendered`
// shows with an excerpt of the source. The interpreter reports its own errors through the same `Diagnostic`.
//
// The grammar is in `Grammar.swift`. `Formatting/` writes a program anew from `SyntaxTree.tokens`, in which comments and blank lines
// are kept, and where statements begin.
