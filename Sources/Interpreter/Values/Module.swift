import Syntax

/// A file of the language that has run, or the prompt: its global variables in numbered slots.
///
/// The slots lie in memory that never moves, so that code refers to them by number, and the module's own code uses them
/// as its registers.
public final class Module: @unchecked Sendable {
    /// What `import` calls it, `main` for a script.
    public let name: String
    /// The file it came from; nil for the prompt and for text.
    public let path: String?

    /// At most this many globals.
    static let maximumGlobals = 40_000
    /// Registers behind the globals for what the module's code holds in passing.
    static let temporaries = 24_000

    /// `maximumGlobals + temporaries` registers, untouched memory until used.
    let registers: Registers
    private(set) var globalNames: [String] = []
    private var slots: [String: Int] = [:]
    /// Whether its code is running: it is then not run again.
    var isRunning = false

    /// Throws if there is no memory.
    public init(name: String, path: String? = nil) throws {
        self.name = name
        self.path = path
        registers = try Registers.allocate(Module.maximumGlobals + Module.temporaries)
    }

    deinit {
        clear()
        registers.deallocate()
    }

    /// The slot of a global variable; nil if no code mentions it.
    func slot(of name: String) -> Int? { slots[name] }

    /// The slot of a global variable, made (unset) if there is none; nil where there are too many.
    func declare(_ name: String) -> Int? {
        if let slot = slots[name] { return slot }
        guard globalNames.count < Module.maximumGlobals else { return nil }
        let slot = globalNames.count
        globalNames.append(name)
        slots[name] = slot
        registers[slot].initialize(to: .unset)
        return slot
    }

    /// The value in a slot.
    func value(at slot: Int) -> Value { registers[slot].pointee }

    /// A global variable's value; nil if it has none.
    public subscript(name: String) -> Value? {
        get {
            guard let slot = slots[name] else { return nil }
            let value = registers[slot].pointee
            return value.isUnset ? nil : value
        }
        set {
            guard let slot = declare(name) else { return }
            registers[slot].pointee = newValue ?? .unset
        }
    }

    /// The slots of the variables that have a value.
    var assignedSlots: Set<Int> { Set(globalNames.indices.filter { !registers[$0].pointee.isUnset }) }

    /// The name of a slot's variable.
    public func name(at slot: Int) -> String { globalNames[slot] }

    /// Names and values of all variables that have one, in the order in which code first mentioned them.
    public var globals: [(name: String, value: Value)] {
        globalNames.enumerated().compactMap { slot, name in
            let value = registers[slot].pointee
            return value.isUnset ? nil : (name, value)
        }
    }

    /// Forgets all values: `:clear`. Slots stay, since code refers to them.
    public func clear() {
        for slot in globalNames.indices { registers[slot].pointee = .unset }
    }
}
