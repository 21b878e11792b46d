import Tensors

#if canImport(Glibc)
    import Glibc
#endif

extension Float: ProgramElement {
    static func execute(
        _ instructions: UnsafeMutableBufferPointer<DecodedInstruction>, _ slots: UnsafeMutablePointer<UnsafeMutableRawPointer>,
        count: Int, _ failures: FailureFlags
    ) {
        executeLanes(instructions, slots, byteCount: count &* 4, SIMD16<Float>.self)
    }
}

extension Double: ProgramElement {
    static func execute(
        _ instructions: UnsafeMutableBufferPointer<DecodedInstruction>, _ slots: UnsafeMutablePointer<UnsafeMutableRawPointer>,
        count: Int, _ failures: FailureFlags
    ) {
        executeLanes(instructions, slots, byteCount: count &* 8, SIMD8<Double>.self)
    }
}

/// Runs the instructions of a floating-point program on a block.
private func executeLanes<V: FloatLanes & Transcendental>(
    _ instructions: UnsafeMutableBufferPointer<DecodedInstruction>, _ slots: UnsafeMutablePointer<UnsafeMutableRawPointer>,
    byteCount: Int, _ type: V.Type
) {
    for step in instructions {
        let block = FloatBlock<V>(
            destination: slots[Int(step.destination)], a: UnsafeRawPointer(slots[Int(step.a)]),
            b: UnsafeRawPointer(slots[Int(step.b)]), c: UnsafeRawPointer(slots[Int(step.c)]), byteCount: byteCount,
            isExact: step.isDirect)
        block.apply(step.opcode)
    }
}

/// One instruction on a block of floats.
private struct FloatBlock<V: FloatLanes & Transcendental> {
    let destination: UnsafeMutableRawPointer
    let a: UnsafeRawPointer
    let b: UnsafeRawPointer
    let c: UnsafeRawPointer
    let byteCount: Int
    /// Whether nothing beyond `byteCount` may be written. (Reading up to a group beyond is always allowed.)
    let isExact: Bool

    @inline(__always)
    func apply(_ opcode: Opcode) {
        switch opcode {
        case .copy: unary { $0 }
        case .negate: unary { $0.negated }
        case .absolute: unary { $0.magnitude }
        case .sign:
            unary { x in
                let signed = V.indicator(V.zero .< x) - V.indicator(x .< V.zero)
                return signed.replacing(with: x, where: x .!= x)
            }
        case .floor: unary { $0.floor() }
        case .ceiling: unary { $0.ceiling() }
        case .round: unary { $0.roundedToEven() }
        case .squareRoot: unary { $0.squareRoot() }
        case .isNaN: unary { V.indicator($0 .!= $0) }
        case .isFinite: unary { V.indicator($0.magnitude .< V(repeating: .infinity)) }
        case .not: unary { V.indicator($0 .== V.zero) }
        case .add: binary { $0 + $1 }
        case .subtract: binary { $0 - $1 }
        case .multiply: binary { $0 * $1 }
        case .divide: binary { $0 / $1 }
        case .quotientOrZero: binary { ($0 / $1).replacing(with: V.zero, where: $1 .== V.zero) }
        case .maximum: binary { $1.replacing(with: $0, where: V.either($1 .<= $0, $0 .!= $0)) }
        case .minimum: binary { $1.replacing(with: $0, where: V.either($0 .<= $1, $0 .!= $0)) }
        case .equal: binary { V.indicator($0 .== $1) }
        case .notEqual: binary { V.indicator($0 .!= $1) }
        case .less: binary { V.indicator($0 .< $1) }
        case .lessEqual: binary { V.indicator($0 .<= $1) }
        case .and: binary { V.indicator(V.both($0 .!= V.zero, $1 .!= V.zero)) }
        case .or: binary { V.indicator(V.either($0 .!= V.zero, $1 .!= V.zero)) }
        case .select: ternary { $2.replacing(with: $1, where: $0 .!= V.zero) }
        case .exp: transcendental { $0.exp() }
        case .expm1: transcendental { $0.expm1() }
        case .log: transcendental { $0.log() }
        case .log1p: transcendental { $0.log1p() }
        case .sin: transcendental { $0.sin() }
        case .cos: transcendental { $0.cos() }
        case .tan: transcendental { $0.tan() }
        case .arcsin: transcendental { $0.arcsin() }
        case .arccos: transcendental { $0.arccos() }
        case .arctan: transcendental { $0.arctan() }
        case .sinh: transcendental { $0.sinh() }
        case .cosh: transcendental { $0.cosh() }
        case .tanh: transcendental { $0.tanh() }
        case .sigmoid: transcendental { $0.sigmoid() }
        case .softplus: transcendental { $0.softplus() }
        case .erf: transcendental { $0.erf() }
        case .power: transcendental2 { $0.power($1) }
        case .arctan2: transcendental2 { $0.arctan2($1) }
        case .floorDivide: transcendental2 { $0.mapLanes($1) { $0.flooredDivision($1).quotient } }
        case .modulo: transcendental2 { $0.mapLanes($1) { $0.flooredDivision($1).remainder } }
        }
    }

    @inline(__always) private func unary(_ f: (V) -> V) {
        var offset = 0
        while offset &+ 64 <= byteCount {
            store(f(a.loadUnaligned(fromByteOffset: offset, as: V.self)), at: offset)
            offset &+= 64
        }
        if offset < byteCount { storeLast(f(a.loadUnaligned(fromByteOffset: offset, as: V.self)), at: offset) }
    }

    @inline(__always) private func binary(_ f: (V, V) -> V) {
        var offset = 0
        while offset &+ 64 <= byteCount {
            store(
                f(a.loadUnaligned(fromByteOffset: offset, as: V.self), b.loadUnaligned(fromByteOffset: offset, as: V.self)),
                at: offset)
            offset &+= 64
        }
        if offset < byteCount {
            storeLast(
                f(a.loadUnaligned(fromByteOffset: offset, as: V.self), b.loadUnaligned(fromByteOffset: offset, as: V.self)),
                at: offset)
        }
    }

    @inline(__always) private func ternary(_ f: (V, V, V) -> V) {
        var offset = 0
        while offset < byteCount {
            let value = f(
                a.loadUnaligned(fromByteOffset: offset, as: V.self), b.loadUnaligned(fromByteOffset: offset, as: V.self),
                c.loadUnaligned(fromByteOffset: offset, as: V.self))
            if offset &+ 64 <= byteCount { store(value, at: offset) } else { storeLast(value, at: offset) }
            offset &+= 64
        }
    }

    /// As `unary`, with the function's code there once.
    @inline(__always) private func transcendental(_ f: (V) -> V) {
        var offset = 0
        while offset < byteCount {
            let value = f(a.loadUnaligned(fromByteOffset: offset, as: V.self))
            if offset &+ 64 <= byteCount { store(value, at: offset) } else { storeLast(value, at: offset) }
            offset &+= 64
        }
    }

    @inline(__always) private func transcendental2(_ f: (V, V) -> V) {
        var offset = 0
        while offset < byteCount {
            let value = f(
                a.loadUnaligned(fromByteOffset: offset, as: V.self), b.loadUnaligned(fromByteOffset: offset, as: V.self))
            if offset &+ 64 <= byteCount { store(value, at: offset) } else { storeLast(value, at: offset) }
            offset &+= 64
        }
    }

    @inline(__always) private func store(_ value: V, at offset: Int) {
        destination.storeBytes(of: value, toByteOffset: offset, as: V.self)
    }

    /// The last, incomplete group.
    @inline(__always) private func storeLast(_ value: V, at offset: Int) {
        if isExact {
            withUnsafeBytes(of: value) {
                (destination + offset).copyMemory(from: $0.baseAddress.unsafelyUnwrapped, byteCount: byteCount &- offset)
            }
        } else {
            store(value, at: offset)
        }
    }
}

extension FloatElement {
    /// Python's `//` and `%`: the remainder has the divisor's sign, and quotient · divisor + remainder is the dividend.
    func flooredDivision(_ divisor: Self) -> (quotient: Self, remainder: Self) {
        var remainder = truncatingRemainder(dividingBy: divisor)
        if divisor == 0 { return (self / divisor, remainder) }
        var quotient = (self - remainder) / divisor
        if remainder != 0 {
            if (divisor < 0) != (remainder < 0) {
                remainder += divisor
                quotient -= 1
            }
        } else {
            remainder = Self(signOf: divisor, magnitudeOf: 0)
        }
        if quotient != 0 {
            let floored = quotient.rounded(.down)
            return (quotient - floored > 0.5 ? floored + 1 : floored, remainder)
        }
        return (Self(signOf: self / divisor, magnitudeOf: 0), remainder)
    }
}
