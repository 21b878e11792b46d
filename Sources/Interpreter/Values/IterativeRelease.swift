/// Releasing values that hold others without recursion: containers nest up to a limit, but a chain of closures, each
/// capturing the one before, may be as long as a loop makes it, and the stack must not decide how long.
enum IterativeRelease {
    /// Containers no deeper than this are left to the recursive release, which is quicker.
    static let threshold = 32

    /// Whether releasing it may go on through further functions.
    static func mayChain(_ value: Value) -> Bool {
        switch value {
        case .function(let function): !function.captures.isEmpty
        case .list, .record: true
        case .object(let object): Cell.of(object) != nil
        default: false
        }
    }

    /// Releases the values and all that only they hold.
    static func release(_ values: inout [Value]) {
        var pending: [Value] = []
        swap(&pending, &values)
        while let value = pending.popLast() {
            switch consume value {
            case .list(var box):
                if isKnownUniquelyReferenced(&box) { pending += box.takeAll() }
            case .record(var box):
                if isKnownUniquelyReferenced(&box) { pending += box.takeAll() }
            case .function(var function):
                if isKnownUniquelyReferenced(&function) { pending += function.takeCaptures() }
            case .object(var object):
                if type(of: object) == Cell.self, isKnownUniquelyReferenced(&object), let cell = Cell.of(object) {
                    pending.append(cell.take())
                }
            default: break
            }
        }
    }
}
