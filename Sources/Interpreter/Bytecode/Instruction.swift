/// One step of the machine, in 64 bits: `code` (8), `n` (8), `a`, `b`, `c` (16 each). Jumps that need room use `b` and `c`
/// together as a signed 32-bit distance from the next instruction.
struct Instruction: Equatable {
    var bits: UInt64

    init(_ code: Code, n: UInt8 = 0, a: UInt16 = 0, b: UInt16 = 0, c: UInt16 = 0) {
        bits = UInt64(code.rawValue) | UInt64(n) << 8 | UInt64(a) << 16 | UInt64(b) << 32 | UInt64(c) << 48
    }

    init(_ code: Code, n: UInt8 = 0, a: UInt16 = 0, distance: Int32) {
        bits = UInt64(code.rawValue) | UInt64(n) << 8 | UInt64(a) << 16 | UInt64(UInt32(bitPattern: distance)) << 32
    }

    init(bits: UInt64) { self.bits = bits }

    @inline(__always) var code: Code { unsafeBitCast(UInt8(truncatingIfNeeded: bits), to: Code.self) }
    @inline(__always) var n: UInt8 { UInt8(truncatingIfNeeded: bits >> 8) }
    @inline(__always) var a: Int { Int(truncatingIfNeeded: (bits >> 16) & 0xFFFF) }
    @inline(__always) var b: Int { Int(truncatingIfNeeded: (bits >> 32) & 0xFFFF) }
    @inline(__always) var c: Int { Int(truncatingIfNeeded: bits >> 48) }
    /// `c` with its sign: the distance of a short jump.
    @inline(__always) var shortDistance: Int { Int(truncatingIfNeeded: Int64(bitPattern: bits) >> 48) }
    /// `b` and `c` with their sign: the distance of a long jump.
    @inline(__always) var distance: Int { Int(truncatingIfNeeded: Int64(bitPattern: bits) >> 32) }

    /// What a step does. R[x] is register x, K[x] a constant, G[x] a global variable. Registers from `localCount` on are
    /// temporary: whoever reads one takes its content out, if that is a reference.
    enum Code: UInt8, CaseIterable {
        /// Ends the run loop: the function called from outside has returned.
        case halt

        // Moving values

        /// R[a] = R[b]; `b` may be a variable, which keeps its value.
        case move
        /// R[a] = R[b], taken out of `b`.
        case take
        /// R[a] = K[b].
        case constant
        /// Fails if variable R[a], called K[b], is unset.
        case check
        /// R[a] becomes unset.
        case unset
        /// R[a] = G[b], or K[c] where that is unset; fails where c is 0xFFFF.
        case getGlobal
        /// R[a] becomes a cell that holds what R[a] held.
        case makeCell
        /// R[a] = content of cell R[b], called K[c]; fails if it is unset.
        case getCell
        /// Content of cell R[a] = R[b], taken.
        case setCell
        /// R[a] = capture b of the running function.
        case getCapture
        /// R[a] = content of the cell in capture b, called K[c]; fails if it is unset.
        case getCapturedCell
        /// R[a] = the running function.
        case getSelf
        /// R[a] = a function of template b; its defaults lie from R[a] on.
        case makeFunction

        // Arithmetic

        case add, subtract, multiply, divide
        /// R[a] = R[b] op K[c]; with n = 1 the constant is the left operand.
        case addConstant, subtractConstant, multiplyConstant, divideConstant
        /// R[a] = R[b] ^ K[c].
        case powerConstant
        /// R[a] = R[b] op R[c], op is BinaryOperator number n.
        case binary
        /// R[a] = op R[b], op is UnaryOperator number n.
        case unary
        /// R[a] = R[b] op R[c], op is ComparisonOperator number n.
        case compare
        /// R[a] = not R[b].
        case not

        // Jumps

        /// Goes on at `distance`.
        case jump
        /// The same, backwards: looks whether Ctrl-C was pressed.
        case loop
        /// Takes the boolean R[a]; jumps if it is n (0 false, 1 true).
        case jumpIf
        /// Jumps if boolean R[a] is n and keeps it, else takes it: `and`, `or`. R[a] is temporary.
        case jumpKeeping
        /// Jumps if a link of a comparison chain in R[a] is false, keeping it. Tensors go on.
        case jumpChain
        /// Jumps by c if R[a] op R[b] is n.
        case jumpLess, jumpLessOrEqual, jumpEqual
        /// Jumps by c if R[a] op K[b] is n.
        case jumpLessConstant, jumpLessOrEqualConstant, jumpGreaterConstant, jumpGreaterOrEqualConstant, jumpEqualConstant
        /// Makes R[a], R[a+1], R[a+2] the state of a loop over R[a]; n = 1: over `enumerate` of it.
        case prepareLoop
        /// R[b] = next element of the loop in R[a], or a jump by c at the end.
        case nextElement

        // Reaching into values

        /// R[a] = R[b][R[c]].
        case index
        /// R[a] = R[b][…] by subscripts of shape c that lie behind the temporary R[b].
        case indexMany
        /// R[a] = R[b].name, by field cache c.
        case getField
        /// R[a][R[b]] = R[c].
        case setIndex
        /// R[a].name = R[c], by field cache b.
        case setField
        /// The path of shape b in R[a] is set to R[c], the subscripts lie from R[c+1] on; n > 0: by BinaryOperator number n − 1.
        case setPath

        // Calls: the callee lies in R[a], the arguments behind it, the result replaces the callee

        /// Calls R[a] on n arguments.
        case call
        /// Calls G[b], or the built-in K[c] where that is unset, on n arguments behind R[a].
        case callGlobal
        /// The same where the result replaces variable R[x], which is also argument y; x and y are `a` and `b` of the next
        /// instruction, which is none. A built-in may then have the only reference to the argument.
        case callGlobalReplacing
        /// Calls field or function K[b] of the value R[a+1] on n arguments behind R[a], that value being the first.
        case callMethod
        /// Calls R[a] with the argument shape b (keywords, spreads).
        case callShaped
        /// The same for `x.name(…)`.
        case callMethodShaped
        /// Leaves the function with R[a] as the value, taken.
        case returnTaken
        /// Leaves the function with none.
        case returnNone

        // Making values

        /// R[a] = list of n values from R[a] on, by list shape b.
        case makeList
        /// R[a] = what brackets around the values from R[a] on mean, by list shape b.
        case makeBracket
        /// R[a] = record of shape b from the values from R[a] on.
        case makeRecord
        /// R[a] = string of shape b from the values from R[a] on.
        case makeString
        /// Takes R[a] apart into n values from R[a] on.
        case unpack

        // The rest

        /// R[a] = the module, or its names from R[a] on, of import b.
        case importModule
        /// R[a] = the error that was caught.
        case caught
    }
}
