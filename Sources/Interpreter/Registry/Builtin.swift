/// A built-in function: what it is called, what it says of itself, and what it does.
public final class Builtin: @unchecked Sendable {
    public typealias Implementation = @Sendable (inout Arguments) throws -> Value

    public let name: String
    /// The subject it is listed under.
    public let group: String
    /// How it is called, `sum(x, *, axis=none)`. A call binds its arguments to these parameters before the function runs.
    public let signature: Signature
    /// One line.
    public let summary: String
    /// What is said beyond the line; empty where the line says all.
    public let details: String
    /// The shapes of arguments and result, `(m, k), (k, n) → (m, n)`; empty where they are plain.
    public let shapes: String
    /// What is computed, as on a blackboard; empty where there is no equation.
    public let equation: String
    /// A few lines that run; what they print stands behind `# →` or is not shown.
    public let example: String
    /// Names of other built-ins, or of the prelude.
    public let seeAlso: [String]
    /// Whether `x.name(…)` means `name(x, …)`.
    public let isMethod: Bool
    /// Whether it may run functions of the language. The others may take their arguments out of the caller's variable.
    public let callsBack: Bool
    let implementation: Implementation

    public init(
        _ signature: String, group: String, summary: String, details: String = "", shapes: String = "",
        equation: String = "", example: String, seeAlso: [String] = [], isMethod: Bool = false, callsBack: Bool = false,
        _ implementation: @escaping Implementation
    ) {
        self.signature = Signature(signature)
        name = self.signature.name
        self.group = group
        self.summary = summary
        self.details = details
        self.shapes = shapes
        self.equation = equation
        self.example = example
        self.seeAlso = seeAlso
        self.isMethod = isMethod
        self.callsBack = callsBack
        self.implementation = implementation
    }

    public var signatureText: String { signature.text }
}
