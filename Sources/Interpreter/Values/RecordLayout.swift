import Synchronization

/// The names of a record's fields in order, shared by all records made in the same way.
///
/// A small layout is interned along the tree of additions, so that records of equal names have identical layouts and a
/// field's position can be remembered where it is read. A large one, or one beside too many siblings, belongs to one
/// record and grows in place: names taken from data do not fill memory.
public final class RecordLayout: @unchecked Sendable {
    /// Layouts of at most this many names are shared.
    private static let sharedLimit = 64
    /// A layout remembers at most this many ways to go on.
    private static let transitionLimit = 128
    /// Up to this many names a linear search is quicker than a hash.
    private static let linearLimit = 8

    public static let empty = RecordLayout(keys: [], isShared: true)

    public private(set) var keys: [String]
    let isShared: Bool
    private var positions: [String: Int]
    private var transitions: [String: RecordLayout] = [:]

    private init(keys: [String], isShared: Bool) {
        self.keys = keys
        self.isShared = isShared
        positions = [:]
        if keys.count > RecordLayout.linearLimit { indexAll() }
    }

    /// The layout of these names; nil if one of them comes twice.
    public static func of(_ names: [String]) -> RecordLayout? {
        var layout = empty
        for name in names {
            guard layout.position(of: name) == nil else { return nil }
            layout = layout.adding(name)
        }
        return layout
    }

    public var count: Int { keys.count }

    /// Where a field stands; nil if there is none of that name.
    public func position(of name: String) -> Int? {
        if keys.count > RecordLayout.linearLimit { return positions[name] }
        for (i, key) in keys.enumerated() where key == name { return i }
        return nil
    }

    /// Layouts are shared by all interpreters of the process, which may be on several threads.
    private static let lock = Mutex(())

    /// The layout with one more name at the end. Not for a name that is there.
    func adding(_ name: String) -> RecordLayout {
        RecordLayout.lock.withLock { _ in
            if let next = transitions[name] { return next }
            let staysShared =
                isShared && keys.count < RecordLayout.sharedLimit && transitions.count < RecordLayout.transitionLimit
            let next = RecordLayout(keys: keys + [name], isShared: staysShared)
            if staysShared { transitions[name] = next }
            return next
        }
    }

    /// Adds a name in place. Only for the one holder of a layout that is not shared.
    func append(_ name: String) {
        keys.append(name)
        if keys.count > RecordLayout.linearLimit {
            if positions.isEmpty { indexAll() } else { positions[name] = keys.count - 1 }
        }
    }

    private func indexAll() {
        positions.reserveCapacity(keys.count)
        for (i, key) in keys.enumerated() { positions[key] = i }
    }
}
