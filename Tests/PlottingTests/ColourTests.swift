import Glibc
import Tensors
import Testing

@testable import Plotting

@Suite struct ColourTests {
    @Test func oklabRoundTrips() {
        // Reference triples of Ottosson (2020): white is (1, 0, 0); sRGB red is (0.628, 0.225, 0.126).
        let white = Colour.white.oklab
        #expect(abs(white.x - 1) < 1e-3 && abs(white.y) < 1e-3 && abs(white.z) < 1e-3)
        let red = Colour(0xFF0000).oklab
        #expect(abs(red.x - 0.628) < 1e-3 && abs(red.y - 0.225) < 1e-3 && abs(red.z - 0.126) < 1e-3)
        for hex: UInt32 in [0x000000, 0x440154, 0x21918C, 0xFDE725, 0x123456, 0xD5331E] {
            #expect(Colour(oklab: Colour(hex).oklab).bytes == Colour(hex).bytes)
        }
    }

    @Test func mapsAreEvenAndMonotoneInLightness() {
        for map in ColourMap.all {
            let colours = (0...64).map { map.colour(at: Double($0) / 64).oklab }
            let steps = zip(colours, colours.dropFirst()).map { a, b in ((b - a) * (b - a)).sum().squareRoot() }
            let mean = steps.reduce(0, +) / 64
            #expect(steps.allSatisfy { abs($0 - mean) < 0.35 * mean }, "\(map.name)")
            let rising = zip(colours, colours.dropFirst()).map { $0.x < $1.x + 0.002 }
            if map.isDiverging {
                #expect(rising[..<32].allSatisfy { $0 } && !rising[33...].contains(true))
                #expect(abs(colours[32].x - 0.97) < 0.01)
                #expect(zip(colours, colours.reversed()).allSatisfy { abs($0.x - $1.x) < 0.04 })
            } else {
                #expect(rising.allSatisfy { $0 }, "\(map.name)")
            }
        }
        #expect(ColourMap.viridis.colour(at: .nan) == ColourMap.viridis.colour(at: -5))
        #expect(ColourMap.viridis.colour(at: .infinity) == ColourMap.viridis.colour(at: 1))
    }

    /// Lightness L* of CIELAB (D65), and how colours look to readers without one kind of cones (Machado, Oliveira and Fernandes
    /// 2009, severity 1).
    @Test func mapsServeAllEyes() {
        func linear(_ c: Double) -> Double { c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4) }
        func lightness(_ c: Colour) -> Double {
            let y = 0.2126 * linear(c.red) + 0.7152 * linear(c.green) + 0.0722 * linear(c.blue)
            return y > 0.008856 ? 116 * cbrt(y) - 16 : 903.3 * y
        }
        let eyes: [[[Double]]] = [
            [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
            [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
            [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
            [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
        ]
        func seen(_ c: Colour, by eye: [[Double]]) -> Colour {
            let rgb = [linear(c.red), linear(c.green), linear(c.blue)]
            let out = eye.map { row in
                let x = min(max(zip(row, rgb).reduce(0) { $0 + $1.0 * $1.1 }, 0), 1)
                return x <= 0.0031308 ? 12.92 * x : 1.055 * pow(x, 1 / 2.4) - 0.055
            }
            return Colour(red: out[0], green: out[1], blue: out[2])
        }
        for map in ColourMap.all {
            let colours = (0...16).map { map.colour(at: Double($0) / 16) }
            let half = map.isDiverging ? 8 : 16
            let rising = colours[...half].map(lightness)
            #expect(zip(rising, rising.dropFirst()).allSatisfy { $1 > $0 + 0.3 }, "\(map.name) \(rising)")
            if map.isDiverging {
                let falling = colours[half...].map(lightness)
                #expect(zip(falling, falling.dropFirst()).allSatisfy { $1 < $0 - 0.3 })
            }
            #expect((rising.last ?? 0) - rising[0] > 55)
            for eye in eyes {
                let steps = zip(colours, colours.dropFirst()).map { a, b in
                    let difference = seen(a, by: eye).oklab - seen(b, by: eye).oklab
                    return (difference * difference).sum().squareRoot()
                }
                // No stretch of the map is one colour to anybody, and the two ends of a diverging map are not alike.
                #expect(steps.allSatisfy { $0 > 0.012 }, "\(map.name) \(steps)")
                let ends = seen(colours[0], by: eye).oklab - seen(colours[16], by: eye).oklab
                #expect((ends * ends).sum().squareRoot() > 0.1)
            }
        }
    }

    @Test func namesAndHexadecimals() throws {
        #expect(try Colour(named: "red") == .red)
        #expect(try Colour(named: "#0072b2") == .blue)
        #expect(try Colour(named: "#fff") == .white)
        for wrong in ["rot", "#12", "#12345g", "", "#+12345", "#١٢٣"] {
            let error = #expect(throws: TensorError.self) { try Colour(named: wrong) }
            #expect(error?.hint?.contains("purple") == true)
        }
        #expect(try ColourMap.named("viridis") == .viridis)
        #expect(throws: TensorError.self) { try ColourMap.named("jet") }
    }

    @Test func componentsAreClipped() {
        let colour = Colour(red: -1, green: .nan, blue: 7, opacity: 2)
        #expect(colour == Colour(red: 0, green: 0, blue: 1))
    }

    @Test func logColoursTakeTheirLimitsFromPositiveCells() {
        let field = Field([0, -3, 1e-4, .nan, 10, .infinity], rows: 2, columns: 3, scale: .log)
        let scale = ColourScale([field])
        #expect(scale.range.lower == 1e-4 && scale.range.upper == 10)
        #expect(field.values.map { scale.colour($0) == nil } == [true, true, false, true, false, true])
        #expect(scale.colour(1e-4) == ColourMap.viridis.colour(at: 0))
        #expect(scale.colour(10) == ColourMap.viridis.colour(at: 1))
    }

    @Test func equalLimitsAndConstantFields() {
        for scale in [Scale.linear, .log, .symlog()] {
            let constant = ColourScale([Field([3, 3, 3, 3], rows: 2, columns: 2, scale: scale)])
            #expect(constant.colour(3) != nil)
            let equal = ColourScale([Field([1, 3, 9, 3], rows: 2, columns: 2, scale: scale, limits: 3...3)])
            #expect(equal.colour(1) != nil && equal.range.lower < equal.range.upper)
            let empty = ColourScale([Field([0, .nan], rows: 1, columns: 2, scale: scale)])
            #expect(empty.range.lower < empty.range.upper)
        }
    }

    @Test func valuesBeyondTheColoursAreShownAtTheEndsOfTheBar() throws {
        func field(_ limits: ClosedRange<Double>?, _ scale: Scale = .linear) -> Field {
            Field([0, 1, 2, 3, .nan, 9], rows: 2, columns: 3, scale: scale, limits: limits)
        }
        func excess(_ field: Field) -> [Bool] {
            let found = ColourScale([field]).excess(of: [field])
            return [found.below, found.above]
        }
        #expect(excess(field(nil)) == [false, false] && excess(field(0...9)) == [false, false])
        #expect(excess(field(0...5)) == [false, true] && excess(field(1...9)) == [true, false])
        // What is not positive is a hole of a logarithmic scale.
        #expect(excess(field(1...5, .log)) == [false, true])
        func rows(_ limits: ClosedRange<Double>) throws -> String {
            try Figure(Panel([.heatmap(field(limits))])).renderTerminal(columns: 60, rows: 12, colour: .none)
        }
        #expect(try rows(1...5).contains("▲▲") && rows(1...5).contains("▼▼"))
        #expect(try !rows(0...9).contains("▲▲") && !rows(0...9).contains("▼▼"))
    }

    @Test func divergingMapsHaveZeroInTheMiddle() {
        let scale = ColourScale([Field([-1, 4], rows: 1, columns: 2, map: .diverging)])
        #expect(scale.range.fraction(0) == 0.5)
        #expect(scale.range.upper == 4)
    }
}
