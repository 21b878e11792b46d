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

    /// The nearest of xterm's 6 × 6 × 6 cube (16…231) and grey ramp (232…255).
    static func index(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int {
        let steps = [0, 95, 135, 175, 215, 255]
        let wanted = [Int(red), Int(green), Int(blue)]
        func distance(_ candidate: [Int]) -> Int {
            zip(candidate, wanted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
        let levels = wanted.map { value in
            steps.indices.min { abs(steps[$0] - value) < abs(steps[$1] - value) } ?? 0
        }
        let grey = min(max((wanted.reduce(0, +) / 3 - 3) / 10, 0), 23)
        let (cube, ramp) = (levels.map { steps[$0] }, [Int](repeating: 8 + 10 * grey, count: 3))
        return distance(ramp) < distance(cube) ? 232 + grey : 16 + 36 * levels[0] + 6 * levels[1] + levels[2]
    }
}
