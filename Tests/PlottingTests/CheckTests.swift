import Tensors
import Testing

@testable import Plotting

/// What cannot be drawn is an error that names lengths or limits and the way out.
@Suite struct CheckTests {
    private func message(_ figure: Figure) -> String? {
        do {
            _ = try figure.render(to: .svg)
            return nil
        } catch let error as TensorError {
            return error.hint == nil ? "no hint: \(error.message)" : error.message
        } catch {
            return "another error"
        }
    }

    private func message(_ mark: Mark) -> String? { message(Figure(Panel([mark]))) }

    @Test func lengths() {
        #expect(message(.line(x: [1, 2], y: [1])) == "line: lengths differ: x has 2, y has 1")
        #expect(message(.scatter(x: [], y: [1])) == "scatter: lengths differ: x has 0, y has 1")
        #expect(
            message(.band(x: [1, 2], lower: [1, 2], upper: [1])) == "band: lengths differ: x has 2, lower has 2, upper has 1")
        #expect(message(.bars(edges: [1, 2], heights: [1, 2])) == "bars: 2 heights and 2 edges")
        #expect(
            message(.heatmap(Field([1, 2, 3], x: [0, 1], y: [0, 1]))) == "heatmap: 3 values on a grid of 2 rows × 2 columns")
        #expect(message(.heatmap(Field([1], rows: -1, columns: -1))) == "heatmap: 1 values on a grid of 0 rows × 0 columns")
    }

    @Test func coordinates() {
        #expect(message(.bars(edges: [2, 1], heights: [1])) == "bars: edges are not finite and increasing")
        #expect(message(.bars(edges: [0, .nan], heights: [1])) == "bars: edges are not finite and increasing")
        #expect(
            message(.surface(Field([1, 2], x: [0, .infinity], y: [0]))) == "surface: x is not strictly increasing or decreasing")
        #expect(message(.contour(Field([1, 2], x: [0, 0], y: [0]))) == "contour: x is not strictly increasing or decreasing")
        let negative = Panel([.heatmap(Field([1, 2], x: [-1, 1], y: [1]))], x: Axis(scale: .log))
        #expect(message(Figure(negative)) == "heatmap: x reaches -1.0 on a logarithmic axis")
        #expect(message(.contour(Field([1], rows: 1, columns: 1), levels: [.nan])) == "contour: levels are not finite")
    }

    @Test func limitsAndStyles() {
        #expect(
            message(Figure(Panel([], x: Axis(scale: .log, limits: 0...1))))
                == "limits of the logarithmic x axis are 0.0 to 1.0")
        #expect(message(Figure(Panel([], y: Axis(limits: 0...(.infinity))))) == "limits of the y axis are 0.0 to inf")
        #expect(
            message(.heatmap(Field([1], rows: 1, columns: 1, scale: .log, limits: -1...1)))
                == "limits of the logarithmic colours are -1.0 to 1.0")
        #expect(
            message(.heatmap(Field([1], rows: 1, columns: 1, scale: .symlog(threshold: -1))))
                == "symlog threshold -1.0 of the colours")
        #expect(message(.line(x: [], y: [], stroke: Stroke(width: .nan))) == "line: width or radius of nan points")
        #expect(message(.scatter(x: [], y: [], radius: -1)) == "scatter: width or radius of -1.0 points")
    }

    @Test func figures() {
        #expect(message(Figure([], columns: 0)) == "a figure of 0 columns")
        #expect(message(Figure([], size: .init(width: .nan, height: 100))) == "a figure of NaN × 1.39 inches")
        #expect(message(Figure([], size: .inches(300, 300))) == "a figure of 300 × 300 inches")
        let mixed = Panel([.surface(Field([1], rows: 1, columns: 1)), .line(x: [], y: [])])
        #expect(message(Figure(mixed)) == "line in the panel of a surface")
        #expect(throws: TensorError.self) { try Figure([]).render(to: .png, resolution: .nan) }
        #expect(throws: TensorError.self) { try Figure([], size: .inches(190, 190)).render(to: .png, resolution: 1000) }
        #expect(throws: TensorError.self) { try Figure([]).renderTerminal(columns: 5, rows: 24) }
        #expect(throws: TensorError.self) { try Figure([]).renderTerminal(columns: 80, rows: .max) }
        #expect(throws: TensorError.self) { try Figure(Panel([.line(x: [1], y: [])])).renderTerminal(columns: 80, rows: 24) }
    }
}
