// Elements and fields as the loop reads them itself. False leaves the work to the slow path, which throws.

private typealias Tag = ValueLayout.Tag

extension Machine {
    /// Appends the string in `right` to the one in R[b], if that is held only here and short enough not to ask for memory first;
    /// false if it was not done.
    @inline(never)
    func quickAppend(_ r: Registers, _ b: Int, _ right: Registers, _ c: Int) -> Bool {
        guard right.tag(c) == Tag.string,
            isKnownUniquelyReferenced(&r.base.advanced(by: b &* 16).assumingMemoryBound(to: StringBox.self).pointee)
        else { return false }
        let added = Unmanaged<StringBox>.fromOpaque(right.object(c))
        return Unmanaged<StringBox>.fromOpaque(r.object(b))._withUnsafeGuaranteedRef { box in
            added._withUnsafeGuaranteedRef { box.appendIfShort($0) }
        }
    }

    /// The next element of a loop over a list; false at its end.
    @inline(__always)
    func quickNext(_ r: Registers, _ a: Int, _ b: Int) -> Bool {
        Unmanaged<ListBox>.fromOpaque(r.object(a))._withUnsafeGuaranteedRef { box in
            let position = r.int(a &+ 1)
            guard position < box.buffer.count else { return false }
            r.overwrite(a &+ 1, UInt64(bitPattern: Int64(position &+ 1)), Tag.int)
            r.copy(b, from: Registers(box.buffer.base), position)
            return true
        }
    }

    /// An element of a list, or of a 1-D float64 tensor; false if it was not done.
    @inline(__always)
    func quickIndex(_ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ a: Int, _ b: Int, _ c: Int) -> Bool {
        let tag = r.tag(b)
        let isTemporary = b >= frame.pointee.code.pointee.localCount && a != b
        if tag == Tag.list {
            let done = Unmanaged<ListBox>.fromOpaque(r.object(b))._withUnsafeGuaranteedRef { box in
                let count = box.buffer.count
                let given = r.int(c)
                let position = given < 0 ? given &+ count : given
                guard UInt(bitPattern: position) < UInt(bitPattern: count) else { return false }
                r.copy(a, from: Registers(box.buffer.base), position)
                return true
            }
            if done, isTemporary { r.release(b) }
            return done
        }
        if tag == Tag.tensor {
            let done = Unmanaged<TensorBox>.fromOpaque(r.object(b))._withUnsafeGuaranteedRef { box in
                let count = box.tensor.count
                let given = r.int(c)
                let position = given < 0 ? given &+ count : given
                guard box.tensor.dtype == .float64, box.tensor.shape.count == 1,
                    UInt(bitPattern: position) < UInt(bitPattern: count)
                else { return false }
                r.putDouble(a, box.tensor.pointer.load(fromByteOffset: position &* 8, as: Double.self), Tag.scalar)
                return true
            }
            if done, isTemporary { r.release(b) }
            return done
        }
        return false
    }

    /// A field found where it was the last time; false if it was not done.
    @inline(__always)
    func quickField(_ frame: UnsafeMutablePointer<Frame>, _ r: Registers, _ a: Int, _ b: Int, _ c: Int) -> Bool {
        let code = frame.pointee.code
        let cache = code.pointee.caches[c]
        let done = Unmanaged<RecordBox>.fromOpaque(r.object(b))._withUnsafeGuaranteedRef { box in
            guard cache.layout == box.layoutIdentity else { return false }
            r.copy(a, from: Registers(box.buffer.base), cache.position)
            return true
        }
        if done, b >= code.pointee.localCount, a != b { r.release(b) }
        return done
    }
}
