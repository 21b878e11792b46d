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

    @Test func divergingMapsHaveZeroInTheMiddle() {
        let scale = ColourScale([Field([-1, 4], rows: 1, columns: 2, map: .diverging)])
        #expect(scale.range.fraction(0) == 0.5)
        #expect(scale.range.upper == 4)
    }
}
