import Tensors
import Testing

@testable import Plotting

@Suite struct SceneTests {
    @Test func linesFillTheWidthAndLeaveAirAbove() {
        let scene = Scene(Panel([.line(x: [0, 10], y: [0, 1])]))
        #expect(scene.x.lower == 0 && scene.x.upper == 10)
        #expect(abs(scene.y.lower + 0.05) < 1e-12 && abs(scene.y.upper - 1.05) < 1e-12)
    }

    @Test func barsStandOnZero() {
        let scene = Scene(Panel([.bars(edges: [0, 1, 2], heights: [3, 5])]))
        #expect(scene.y.lower == 0 && scene.y.upper > 5)
    }

    @Test func limitsOfOneAxisChooseTheDataOfTheOther() {
        let panel = Panel([.line(x: [0, 1, 100], y: [1, 2, 1000])], x: Axis(limits: 0...1), y: Axis())
        #expect(Scene(panel).y.upper < 3)
    }

    @Test func numbersThatCannotBeDrawnAreCounted() {
        let line = Mark.line(x: [1, 2, 3, 4, 0], y: [.nan, 1, .infinity, 2, 3])
        #expect(Scene(Panel([line])).notes.map(\.text) == ["2 points not finite"])
        let log = Scene(Panel([line], x: Axis(scale: .log)))
        #expect(log.notes.map(\.text) == ["2 points not finite, 1 not positive (log scale)"])
        #expect(Scene(Panel([.line(x: [1], y: [1])])).notes.isEmpty)
    }

    @Test func holesOfAFieldAreCountedOnce() {
        let field = Field([1, 0, .nan, 2, -1, .infinity], rows: 2, columns: 3, scale: .log)
        let scene = Scene(Panel([.heatmap(field), .contour(field)]))
        #expect(scene.notes == [.init(swatch: .hatched, text: "2 of 6 cells not finite, 2 not positive (log scale)")])
    }

    @Test func unnamedColoursFollowThePalette() {
        let line = Mark.line(x: [0], y: [0])
        let named = Mark.line(x: [0], y: [0], stroke: Stroke(colour: .orange))
        #expect(Scene(Panel([line, named, .horizontal(0), line])).markColours == [.black, .orange, .grey, .red])
    }

    @Test func sharedColoursSpanAllPanels() {
        let figure = Figure(
            [[1.0, 2], [3, 9]].map { Panel([.heatmap(Field($0, rows: 1, columns: 2))]) }, sharesColours: true)
        for scene in figure.scenes() { #expect(scene.colours?.range.lower == 1 && scene.colours?.range.upper == 9) }
    }

    @Test func cellEdgesLieHalfWay() {
        #expect(cellEdges([0, 1, 3], .linear) == [-0.5, 0.5, 2, 4])
        #expect(cellEdges([3, 1], .linear) == [4, 2, 0])
        #expect(cellEdges([7], .linear) == [6.5, 7.5])
        #expect(cellEdges([], .linear) == [])
        let log = cellEdges([1, 100], .log)
        #expect(zip(log, [0.1, 10, 1000]).allSatisfy { abs($0 - $1) < 1e-9 * $1 })
        #expect(cellEdges([-1.7e308, 1.7e308], .linear).allSatisfy { $0.isFinite })
    }

    @Test func projectionsHaveAlphaToTheRight() {
        let field = Field(projection: [1, 2, 3, 4, 5, 0], alpha: [10, 20], beta: [1, 2, 3])
        #expect(field.values == [1, 4, 2, 5, 3, 0])
        let minimum = field.minimum
        #expect(minimum?.x == 20 && minimum?.y == 3 && minimum?.value == 0)
        #expect(Field([.nan, .infinity], rows: 1, columns: 2).minimum == nil)
    }

    @Test func isoLinesOfACone() {
        let side = (0...40).map { Double($0) / 20 - 1 }
        let radius = side.flatMap { y in side.map { x in Optional((x * x + y * y).squareRoot()) } }
        let lines = IsoLines(radius, x: side, y: side, level: 0.5).lines
        #expect(lines.count == 1)
        #expect(lines[0].first == lines[0].last)
        #expect(lines[0].allSatisfy { abs(($0.x * $0.x + $0.y * $0.y).squareRoot() - 0.5) < 2e-3 })
    }

    @Test func isoLinesStopAtHolesAndTheBorder() {
        let side = [0.0, 1, 2, 3]
        var plane = (0..<16).map { Optional(Double($0 % 4)) }
        #expect(IsoLines(plane, x: side, y: side, level: 1.5).lines.map(\.count) == [4])
        plane[5] = nil
        #expect(IsoLines(plane, x: side, y: side, level: 1.5).lines.map(\.count) == [2])
        #expect(IsoLines(plane, x: side, y: side, level: 99).lines.isEmpty)
        #expect(IsoLines([], x: [], y: [], level: 0).lines.isEmpty)
    }

    @Test func saddleSquaresAreJoinedByTheirMean() {
        let ends = IsoLines([1, 0, 0, 1], x: [0, 1], y: [0, 1], level: 0.4).lines
        #expect(ends.count == 2 && ends.allSatisfy { $0.count == 2 })
        // The middle (0.5) is above: the corners with 1 are connected, so lines cut off the corners with 0.
        #expect(ends.allSatisfy { line in line.contains { $0.x > 0.5 } == line.contains { $0.y < 0.5 } })
    }

    @Test func thinningKeepsTheEnvelope() throws {
        let points = (0..<100_000).map { Point(x: Double($0) / 1000, y: $0 == 5005 ? 99 : Double($0 % 7)) }
        var line = ThinnedLine()
        for point in points { line.add(point) }
        let ended = line.end()
        let thin = try #require(ended)
        #expect(thin.count < 2000)
        #expect(thin.first == points.first && thin.last == points.last)
        #expect(thin.contains { $0.y == 99 })
    }

    @Test func segmentsAreCutAtARectangle() throws {
        let rect = Rect(x: 0, y: 0, width: 10, height: 10)
        let (a, b) = try #require(rect.clip(Point(x: -10, y: 5), Point(x: 30, y: 5)))
        #expect(a == Point(x: 0, y: 5) && b == Point(x: 10, y: 5))
        #expect(rect.clip(Point(x: -1, y: -1), Point(x: -5, y: 20)) == nil)
        #expect(rect.clip(Point(x: 3, y: 3), Point(x: 3, y: 3)) != nil)
    }
}
