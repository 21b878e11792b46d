/// What colours a terminal shows.
public enum TerminalColours: Sendable, CaseIterable {
    /// 24 bits.
    case truecolor
    /// The 256 of xterm.
    case ansi256
    /// None: the output holds no escape sequence.
    case none

    /// The parameters of an SGR sequence that selects a colour for letters or (`background`) behind them.
    func parameters(_ colour: Colour, background: Bool) -> String {
        let selector = background ? "48" : "38"
        let (red, green, blue) = colour.bytes
        switch self {
        case .truecolor: return "\(selector);2;\(red);\(green);\(blue)"
        case .ansi256: return "\(selector);5;\(TerminalColours.index(red, green, blue))"
        case .none: return ""
        }
    }

    /// The nearest, to the eye, of xterm's 6 × 6 × 6 cube (16…231) and grey ramp (232…255).
    static func index(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int {
        let wanted = Colour(UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)).oklab
        var best = (index: 16, distance: Double.infinity)
        for (place, candidate) in xterm.enumerated() {
            let difference = (candidate - wanted) * lightnessCounts
            let distance = (difference * difference).sum()
            if distance < best.distance { best = (16 + place, distance) }
        }
        return best.index
    }

    /// A wrong lightness is seen before a wrong hue: order among colours is by lightness.
    private static let lightnessCounts = SIMD3(2.0, 1, 1)

    /// The colours 16…255 in OKLab.
    private static let xterm: [SIMD3<Double>] = (16...255).map { colour($0).oklab }

    /// One of xterm's colours 16…255.
    static func colour(_ index: Int) -> Colour {
        guard index < 232 else {
            let grey = Double(8 + 10 * (index - 232)) / 255
            return Colour(red: grey, green: grey, blue: grey)
        }
        let steps = [0.0, 95, 135, 175, 215, 255].map { $0 / 255 }
        let place = index - 16
        return Colour(red: steps[place / 36], green: steps[place / 6 % 6], blue: steps[place % 6])
    }
}
