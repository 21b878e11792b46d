import Syntax

// A step of descent, `θ - 0.1 * g`, as one pass over the numbers of a structure.
extension Machine {
    /// Where a product of a number and a structure, the step `i`, is only there to be added to a structure, or subtracted from
    /// one, by the `next` step: does both steps at once. False if it has done nothing.
    @inline(never)
    func scaledSum(
        _ frame: UnsafeMutablePointer<Frame>, _ i: Instruction, _ factors: (Value, Value), next: Instruction
    ) -> Bool {
        let r = frame.pointee.base
        guard next.c == i.a, i.a >= frame.pointee.code.pointee.localCount, next.b != i.a else { return false }
        let op: BinaryOperator
        switch next.code {
        case .add: op = .add
        case .subtract: op = .subtract
        default: return false
        }
        let (number, structure) = factors.0.isStructure ? (factors.1, factors.0) : factors
        // Whatever does not work out this way is done, and reported, step by step.
        guard structure.isStructure, r[next.b].pointee.isStructure, !number.isStructure,
            let sum = try? interpreter.tensorOperations.structureScaledSum(op, r[next.b].pointee, number, structure)
        else { return false }
        releaseTemporaries(frame, r, i.b, i.code == .multiply ? i.c : i.b)
        releaseTemporaries(frame, r, next.b, next.c)
        r[next.a].pointee = sum
        return true
    }
}

extension Machine {
    @inline(__always) func isStructure(_ tag: UInt8) -> Bool { tag == ValueLayout.Tag.list || tag == ValueLayout.Tag.record }
}

extension Value {
    fileprivate var isStructure: Bool {
        switch self {
        case .record, .list: true
        default: false
        }
    }
}
