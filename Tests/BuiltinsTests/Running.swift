import Builtins
import Foundation
import Interpreter
import Testing

/// Runs a program with all built-ins and the standard library; gives what it printed. Errors are printed as they are read.
func run(_ program: String) throws -> String {
    var printed = ""
    let library = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .appendingPathComponent("stdlib").path
    let options = Interpreter.Options(standardLibrary: library, output: { printed += $0 })
    try EvaluationThread.run {
        let interpreter = try Builtins.interpreter(options)
        let module = try interpreter.makeModule()
        do { try interpreter.run(text: program, in: module) } catch { printed += "error: \(HesseError(error).message)" }
    }
    return printed.trimmingCharacters(in: .newlines)
}

/// The text with every run of white space as one space, and none inside of brackets' edges.
func words(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ").replacingOccurrences(of: "[ ", with: "[")
}
