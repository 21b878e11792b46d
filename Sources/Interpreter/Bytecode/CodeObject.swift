import Syntax

/// The code of a function, or of a module: instructions and what they refer to by number. One for each place in a source,
/// however many closures are made of it; its identity is the function's.
public final class CodeObject: @unchecked Sendable {
    /// The function's name; empty for `x -> …`.
    public let name: String
    public let parameterNames: [String]
    /// How many parameters, from the first on, have no default.
    public let requiredCount: Int
    /// The names read from functions around, in the order of `Function.captures`.
    public let captureNames: [String]
    /// The `##` lines above the definition.
    public let documentation: String?
    public let source: SourceFile
    /// Where the whole definition stands in `source`.
    public let span: Range<Int>
    /// `f(x, scale=1.0)`, as it is written.
    public let signatureText: String
    /// The module whose globals it reads. Unowned: modules hold functions, and live as long as their interpreter.
    public unowned let module: Module

    let instructions: [Instruction]
    /// The place in the source of each instruction.
    let spans: [CodeSpan]
    let handlers: [Handler]
    let templates: [FunctionTemplate]
    let argumentShapes: [ArgumentShape]
    let listShapes: [ListShape]
    let recordShapes: [RecordShape]
    let stringShapes: [StringShape]
    let indexShapes: [[SubscriptShape]]
    let pathShapes: [PathShape]
    let imports: [ImportShape]
    let fieldNames: [String]
    /// The names of registers that are variables, for messages.
    let localNames: [String]

    /// What the machine reads at every call; lives as long as this object.
    let data: UnsafeMutablePointer<CodeData>

    init(_ parts: Parts, module: Module) {
        name = parts.name
        parameterNames = parts.parameterNames
        requiredCount = parts.requiredCount
        captureNames = parts.captureNames
        documentation = parts.documentation
        source = parts.source
        span = parts.span
        signatureText = parts.signatureText
        self.module = module
        instructions = parts.instructions
        spans = parts.spans
        handlers = parts.handlers
        templates = parts.templates
        argumentShapes = parts.argumentShapes
        listShapes = parts.listShapes
        recordShapes = parts.recordShapes
        stringShapes = parts.stringShapes
        indexShapes = parts.indexShapes
        pathShapes = parts.pathShapes
        imports = parts.imports
        fieldNames = parts.fieldNames
        localNames = parts.localNames

        let code = UnsafeMutablePointer<Instruction>.allocate(capacity: max(1, instructions.count))
        code.initialize(from: instructions, count: instructions.count)
        let constants = UnsafeMutablePointer<Value>.allocate(capacity: max(1, parts.constants.count))
        constants.initialize(from: parts.constants, count: parts.constants.count)
        let caches = UnsafeMutablePointer<FieldCache>.allocate(capacity: max(1, fieldNames.count))
        caches.initialize(repeating: FieldCache(layout: nil, position: 0), count: fieldNames.count)
        let strings = UnsafeMutablePointer<StringShape>.allocate(capacity: max(1, stringShapes.count))
        strings.initialize(from: stringShapes, count: stringShapes.count)
        data = .allocate(capacity: 1)
        data.initialize(
            to: CodeData(
                instructions: code, constants: Registers(constants), globals: module.registers, caches: caches, strings: strings,
                frameSize: parts.frameSize, localCount: parts.localCount, parameterCount: parts.parameterNames.count,
                isMain: parts.isMain, constantCount: parts.constants.count,
                clearedCount: parts.isMain ? 0 : parts.localCount, code: nil))
        data.pointee.code = UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        let constants = data.pointee.constants.base.assumingMemoryBound(to: Value.self)
        constants.deinitialize(count: data.pointee.constantCount)
        constants.deallocate()
        data.pointee.instructions.deallocate()
        data.pointee.caches.deallocate()
        data.pointee.strings.deinitialize(count: stringShapes.count)
        data.pointee.strings.deallocate()
        data.deallocate()
    }

    /// The name, or what stands for it.
    public var displayName: String { name.isEmpty ? "`\(signatureText)`" : "`\(name)`" }

    /// The call as the trail writes it: `net(θ, x)`.
    var callText: String {
        name.isEmpty ? "\(signatureText)" : "\(name)(\(parameterNames.joined(separator: ", ")))"
    }

    /// A constant of the code.
    func constant(_ index: Int) -> Value { data.pointee.constants[index].pointee }

    /// What a constructor needs; the code generator fills it.
    struct Parts {
        var name = ""
        var parameterNames: [String] = []
        var requiredCount = 0
        var captureNames: [String] = []
        var documentation: String?
        var source: SourceFile
        var span: Range<Int> = 0..<0
        var signatureText = ""
        var isMain = false
        var instructions: [Instruction] = []
        var spans: [CodeSpan] = []
        var constants: [Value] = []
        var handlers: [Handler] = []
        var templates: [FunctionTemplate] = []
        var argumentShapes: [ArgumentShape] = []
        var listShapes: [ListShape] = []
        var recordShapes: [RecordShape] = []
        var stringShapes: [StringShape] = []
        var indexShapes: [[SubscriptShape]] = []
        var pathShapes: [PathShape] = []
        var imports: [ImportShape] = []
        var fieldNames: [String] = []
        var localNames: [String] = []
        var frameSize = 0
        var localCount = 0
    }
}

/// The part of a code object that the machine reads in its quick paths: plain memory, no counting.
struct CodeData {
    let instructions: UnsafeMutablePointer<Instruction>
    let constants: Registers
    let globals: Registers
    let caches: UnsafeMutablePointer<FieldCache>
    let strings: UnsafeMutablePointer<StringShape>
    /// Registers a call takes.
    let frameSize: Int
    /// Registers from here on are temporary.
    let localCount: Int
    let parameterCount: Int
    /// Whether it is a module's code, whose registers are the module's globals.
    let isMain: Bool
    let constantCount: Int
    /// Registers that hold the function's variables, which a return releases; 0 for a module.
    let clearedCount: Int
    /// The code object, unretained.
    var code: UnsafeRawPointer?

    var object: CodeObject { Unmanaged<CodeObject>.fromOpaque(code.unsafelyUnwrapped).takeUnretainedValue() }
}

/// Where a field was found the last time: shared layouts live for ever, so an equal address is the same layout.
struct FieldCache {
    var layout: UnsafeRawPointer?
    var position: Int
}

/// UTF-8 offsets in the source.
struct CodeSpan {
    var start: UInt32
    var end: UInt32

    init(_ range: Range<Int>) {
        start = UInt32(clamping: range.lowerBound)
        end = UInt32(clamping: range.upperBound)
    }

    var range: Range<Int> { Int(start)..<max(Int(start), Int(end)) }
}

/// Instructions `start..<end` are inside a `try` whose `catch` begins at `target`; temporaries from `temporaryBase` on are dead there.
struct Handler {
    var start: Int
    var end: Int
    var target: Int
    var temporaryBase: Int
}
