import Curvature
import Kernels
import Syntax
import Tensors

/// What went wrong while a program ran: a diagnostic that gets its place, and the trail of calls, on its way out.
///
/// Whoever finds the fault says message, label and hint; the machine adds source and span of what was running, and a line
/// of the trail for each call it leaves.
public struct HesseError: Error, CustomStringConvertible {
    public enum Kind: Sendable {
        /// `catch` takes it.
        case error
        /// Ctrl-C; `catch` does not take it.
        case interrupt
    }

    public var kind: Kind
    public var diagnostic: Diagnostic
    /// Further errors of the same source: its syntax errors are reported together.
    public var others: [Diagnostic] = []

    public init(_ message: String, label: String? = nil, hint: String? = nil) {
        kind = .error
        diagnostic = Diagnostic(message, label: label, hints: hint.map { [$0] } ?? [])
    }

    public init(_ diagnostic: Diagnostic, kind: Kind = .error) {
        self.kind = kind
        self.diagnostic = diagnostic
    }

    /// Any error as one of ours.
    public init(_ error: any Error) {
        switch error {
        case let error as HesseError: self = error
        case let error as TensorError: self.init(error.message, hint: error.hint)
        case let error as Diagnostic: self.init(error, kind: .error)
        case KernelFailure.interrupted, is Interruption: self = .interrupted
        case KernelFailure.negativePower:
            self.init("\(error)", hint: "`float64(x) ^ n`, or a float exponent as in `x ^ -1.0`")
        case KernelFailure.matrix(let fault): self.init("\(fault)", hint: HesseError.hint(fault))
        default: self.init("\(error)")
        }
    }

    private static func hint(_ fault: MatrixFault) -> String? {
        switch fault.kind {
        case .singular: "its determinant is 0: rows depend on each other; `A + 1e-6 * eye(n)` is near it and regular"
        case .notPositiveDefinite: "all of `eigh(A)[0]` must be positive; a small multiple of `eye(n)` added to A may help"
        case .notFinite: "`isfinite(A)` says where"
        case .noConvergence: nil
        }
    }

    /// The computation was interrupted.
    public static var interrupted: HesseError { HesseError(Diagnostic("interrupted"), kind: .interrupt) }

    /// Runs what a solver calls back: an interrupt in it stops the solver, which then gives what it has.
    static func stoppingSolver<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as HesseError where error.kind == .interrupt { throw Interruption() }
    }

    public var message: String { diagnostic.message }
    public var hint: String? { diagnostic.hints.first }
    public var description: String { hint.map { "\(message) (hint: \($0))" } ?? message }

    /// Where it happened, unless something below has said so already.
    mutating func locate(_ source: SourceFile?, _ span: Range<Int>?) {
        guard diagnostic.source == nil, let source else { return }
        diagnostic.source = source
        diagnostic.span = span
    }
}

/// A value that a `catch` binds: `e.message`, `e.line`.
public final class ErrorValue: OpaqueValue, @unchecked Sendable {
    public let error: HesseError

    public init(_ error: HesseError) { self.error = error }

    public override var typeName: String { "error" }
    public override var description: String { error.message }
    public override var fieldNames: [String] { ["message", "line", "hint", "file"] }

    public override func field(_ name: String) -> Value? {
        switch name {
        case "message": Value(error.message)
        case "line": error.diagnostic.line.map { .int($0) } ?? Value.none
        case "hint": (error.hint ?? error.diagnostic.label).map { Value($0) } ?? Value.none
        case "file": error.diagnostic.source.map { Value($0.name) } ?? Value.none
        default: nil
        }
    }
}
