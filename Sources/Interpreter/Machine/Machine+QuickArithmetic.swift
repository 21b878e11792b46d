// Operators on plain numbers as the loop does them itself. False, or nil, leaves an operation to the slow path, which throws.

private typealias Tag = ValueLayout.Tag

extension Machine {
    /// Of `BinaryOperator.remainder` and `.floorDivide`: constants, which a list of all operators is not.
    static let remainderNumber = 5
    static let floorDivideNumber = 4

    /// `R[a] = x op y` for integers and floats; false if it was not done.
    @inline(__always)
    func quick(
        _ r: Registers, _ a: Int, _ left: Registers, _ b: Int, _ right: Registers, _ c: Int,
        _ integers: (Int, Int) -> (partialValue: Int, overflow: Bool), _ floats: (Double, Double) -> Double
    ) -> Bool {
        let x = left.tag(b)
        let y = right.tag(c)
        // Tags of integers, weak and strong floats follow each other.
        guard x &- Tag.int < 3, y &- Tag.int < 3 else { return false }
        if x == Tag.int {
            if y == Tag.int {
                let result = integers(left.int(b), right.int(c))
                if result.overflow { return false }
                r.putInt(a, result.partialValue)
            } else {
                r.putDouble(a, floats(Double(left.int(b)), right.double(c)), y)
            }
        } else if y == Tag.int {
            r.putDouble(a, floats(left.double(b), Double(right.int(c))), x)
        } else {
            r.putDouble(a, floats(left.double(b), right.double(c)), max(x, y))
        }
        return true
    }

    @inline(__always)
    func quickDivide(_ r: Registers, _ a: Int, _ left: Registers, _ b: Int, _ right: Registers, _ c: Int) -> Bool {
        let x = left.tag(b)
        let y = right.tag(c)
        guard x &- Tag.int < 3, y &- Tag.int < 3 else { return false }
        let dividend = x == Tag.int ? Double(left.int(b)) : left.double(b)
        let divisor = y == Tag.int ? Double(right.int(c)) : right.double(c)
        r.putDouble(a, dividend / divisor, max(x, y, Tag.float))
        return true
    }

    /// `//` and `%` of integers by a positive one; false if it was not done.
    @inline(__always)
    func quickDivision(_ r: Registers, _ i: Instruction) -> Bool {
        let x = r.int(i.b)
        let y = r.int(i.c)
        guard y > 0 else { return false }
        let remainder = x % y
        switch Int(i.n) {
        case Machine.remainderNumber: r.putInt(i.a, remainder < 0 ? remainder &+ y : remainder)
        case Machine.floorDivideNumber: r.putInt(i.a, x / y &- (remainder < 0 ? 1 : 0))
        default: return false
        }
        return true
    }

    /// A comparison of two integers or two floats; nil for anything else.
    @inline(__always)
    func quickCompare(
        _ left: Registers, _ a: Int, _ right: Registers, _ b: Int, _ integers: (Int, Int) -> Bool,
        _ floats: (Double, Double) -> Bool
    ) -> Bool? {
        let x = left.tag(a)
        let y = right.tag(b)
        if x == Tag.int, y == Tag.int { return integers(left.int(a), right.int(b)) }
        if x &- Tag.float < 2 {
            if y &- Tag.float < 2 { return floats(left.double(a), right.double(b)) }
            if y == Tag.int, right.int(b).magnitude < 1 << 53 { return floats(left.double(a), Double(right.int(b))) }
        }
        return nil
    }
}
