import Builtins
import Foundation
import Interpreter
import Testing

/// Runs a program with all built-ins and the standard library; gives what it printed. Errors are printed as they are read.
func run(_ program: String) throws -> String { try outcome(program).printed }

/// The folder of the standard library.
let standardLibrary = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("stdlib").path

/// What a program printed, and the warnings it gave, as they are read.
func outcome(_ program: String) throws -> (printed: String, warnings: [String]) {
    var printed = ""
    var warnings: [String] = []
    let options = Interpreter.Options(
        standardLibrary: standardLibrary, output: { printed += $0 }, warnings: { warnings.append($0.rendered()) })
    try EvaluationThread.run {
        let interpreter = try Builtins.interpreter(options)
        let module = try interpreter.makeModule()
        do { try interpreter.run(text: program, in: module) } catch { printed += "error: \(HesseError(error).message)" }
    }
    return (printed.trimmingCharacters(in: .newlines), warnings)
}

/// The numbers that a program prints, in order.
func numbers(_ program: String) throws -> [Double] {
    try run(program).split { !($0.isNumber || $0.isLetter || "+-.".contains($0)) }.compactMap { Double($0) }
}

/// The text with every run of white space as one space, and none inside of brackets' edges.
func words(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ").replacingOccurrences(of: "[ ", with: "[")
}
