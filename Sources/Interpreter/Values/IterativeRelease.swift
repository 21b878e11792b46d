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
        while var value = pending.popLast() {
            // A box is taken out of its value, so that it has one holder less.
            if var box = value.takeList() {
                if isKnownUniquelyReferenced(&box) { pending += box.takeAll() }
            } else if var box = value.takeRecord() {
                if isKnownUniquelyReferenced(&box) { pending += box.takeAll() }
            } else if var function = value.takeFunction() {
                if isKnownUniquelyReferenced(&function) { pending += function.takeCaptures() }
            } else if var cell = value.takeCell() {
                if isKnownUniquelyReferenced(&cell) { pending.append(cell.take()) }
            }
        }
    }
}

extension Value {
    fileprivate mutating func takeList() -> ListBox? {
        guard case .list(let box) = self else { return nil }
        self = .none
        return box
    }

    fileprivate mutating func takeRecord() -> RecordBox? {
        guard case .record(let box) = self else { return nil }
        self = .none
        return box
    }

    fileprivate mutating func takeFunction() -> Function? {
        guard case .function(let function) = self else { return nil }
        self = .none
        return function
    }

    fileprivate mutating func takeCell() -> Cell? {
        guard case .object(let object) = self, let cell = Cell.of(object) else { return nil }
        self = .none
        return cell
    }
}
