/// How densely an area is filled with dots: what tells areas apart where there is no colour.
enum Texture: CaseIterable {
    case full, half, quarter

    /// Whether there is a dot at a place.
    func covers(_ x: Int, _ y: Int) -> Bool {
        switch self {
        case .full: true
        case .half: (x + y) % 2 == 0
        case .quarter: (x + 2 * y) % 4 == 0
        }
    }

    /// A character of about the same shade.
    var shade: String {
        switch self {
        case .full: "█"
        case .half: "▒"
        case .quarter: "░"
        }
    }

    /// Those of the bars of a panel, one after the other.
    static func ofBars(_ order: Int) -> Texture { allCases[order % allCases.count] }
}
