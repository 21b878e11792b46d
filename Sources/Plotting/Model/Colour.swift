import Glibc
import Tensors

/// A colour in sRGB with opacity, components from 0 to 1.
public struct Colour: Sendable, Hashable {
    public var red: Double
    public var green: Double
    public var blue: Double
    /// 1 is opaque.
    public var opacity: Double

    /// Components outside 0…1 are clipped; NaN counts as 0.
    public init(red: Double, green: Double, blue: Double, opacity: Double = 1) {
        func clip(_ x: Double) -> Double { x > 0 ? min(x, 1) : 0 }
        self.red = clip(red)
        self.green = clip(green)
        self.blue = clip(blue)
        self.opacity = clip(opacity)
    }

    /// `0xRRGGBB`.
    public init(_ hex: UInt32, opacity: Double = 1) {
        self.init(
            red: Double(hex >> 16 & 255) / 255, green: Double(hex >> 8 & 255) / 255, blue: Double(hex & 255) / 255,
            opacity: opacity)
    }

    /// A name of ``names`` or `#rgb`, `#rrggbb`; an error that lists the names otherwise.
    public init(named name: String) throws {
        if let known = Colour.names.first(where: { $0.name == name }) {
            self = known.colour
            return
        }
        if name.first == "#" {
            let digits = name.dropFirst()
            let isHex = digits.utf8.allSatisfy {
                UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0 | 32
            }
            let full = digits.count == 3 ? digits.map { "\($0)\($0)" }.joined() : String(digits)
            if isHex, full.utf8.count == 6, let value = UInt32(full, radix: 16) {
                self.init(value)
                return
            }
        }
        throw TensorError(
            "no colour \"\(name)\"",
            hint: "one of \(Colour.names.map(\.name).joined(separator: ", ")), or \"#rrggbb\"")
    }

    public func with(opacity: Double) -> Colour {
        Colour(red: red, green: green, blue: blue, opacity: opacity)
    }

    public static let black = Colour(0x000000)
    public static let white = Colour(0xFFFFFF)
    public static let grey = Colour(0x808080)
    public static let lightGrey = Colour(0xC8C8C8)
    /// The vermilion of the palette: red that stays apart from green for every kind of colour vision.
    public static let red = Colour(0xD5331E)
    public static let blue = Colour(0x0072B2)
    public static let green = Colour(0x009E73)
    public static let orange = Colour(0xE69F00)
    public static let purple = Colour(0xAA4499)
    public static let sky = Colour(0x56B4E9)

    /// The names ``init(named:)`` knows.
    public static let names: [(name: String, colour: Colour)] = [
        ("black", black), ("white", white), ("grey", grey), ("gray", grey), ("lightgrey", lightGrey), ("red", red),
        ("blue", blue), ("green", green), ("orange", orange), ("purple", purple), ("sky", sky),
    ]

    /// Colours of marks that name none, in this order, then again from the first: after Okabe and Ito (2008), told apart
    /// by colour-blind readers and, in the first three, in grey print.
    public static let palette: [Colour] = [black, red, blue, green, orange, purple, sky]

    /// Lightness and the two opponent axes of OKLab (Ottosson 2020).
    var oklab: SIMD3<Double> {
        func linear(_ c: Double) -> Double { c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4) }
        let (r, g, b) = (linear(red), linear(green), linear(blue))
        let l = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
        let m = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
        let s = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
        return [
            0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s,
        ]
    }

    /// The nearest displayable colour (components clipped) of an OKLab triple.
    init(oklab: SIMD3<Double>) {
        func cube(_ x: Double) -> Double { x * x * x }
        let l = cube(oklab.x + 0.3963377774 * oklab.y + 0.2158037573 * oklab.z)
        let m = cube(oklab.x - 0.1055613458 * oklab.y - 0.0638541728 * oklab.z)
        let s = cube(oklab.x - 0.0894841775 * oklab.y - 1.2914855480 * oklab.z)
        func gamma(_ c: Double) -> Double { c <= 0.0031308 ? 12.92 * max(c, 0) : 1.055 * pow(c, 1 / 2.4) - 0.055 }
        self.init(
            red: gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
            green: gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
            blue: gamma(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s))
    }

    /// Components as bytes.
    var bytes: (red: UInt8, green: UInt8, blue: UInt8) {
        func byte(_ x: Double) -> UInt8 { UInt8(min(max(x, 0), 1) * 255 + 0.5) }
        return (byte(red), byte(green), byte(blue))
    }

    /// This colour over an opaque background.
    func over(_ background: Colour) -> Colour {
        func mix(_ a: Double, _ b: Double) -> Double { a * opacity + b * (1 - opacity) }
        return Colour(
            red: mix(red, background.red), green: mix(green, background.green), blue: mix(blue, background.blue))
    }

    /// Towards black by `amount` of its lightness, for the shaded side of a surface.
    func darkened(_ amount: Double) -> Colour {
        Colour(red: red * (1 - amount), green: green * (1 - amount), blue: blue * (1 - amount), opacity: opacity)
    }
}
