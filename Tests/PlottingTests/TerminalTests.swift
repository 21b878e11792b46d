import Testing

@testable import Plotting

@Suite struct TerminalTests {
    private static let panels: [Panel] = [
        Panel(
            [
                .line(x: [1, 10, 100], y: [3, .nan, 5], label: "⟨κ̃₊⟩"), .line(x: [1, 100], y: [4, 2], label: "漢字"),
                .horizontal(4),
            ],
            title: "θ̂: Verteilung der Krümmungen 漢字, ein ziemlich langer Titel, der nicht passt", x: Axis("S", scale: .log),
            y: Axis("κ̃₊")),
        Panel([.bars(edges: [0, 1, 2, 3], heights: [2, 5, 1], label: "κ₋"), .band(x: [0, 3], lower: [0, 1], upper: [2, 4])]),
        Panel([.heatmap(Field([1, 2, .nan, 0, 5, 6], rows: 2, columns: 3, scale: .log, label: "loss")), .cross(x: 1, y: 0)]),
        Panel([.surface(Field([1, 2, 3, 4], rows: 2, columns: 2))], title: "surface"),
        Panel([.contour(Field([0, 1, 1, 2, 1, 2, 3, 4, 9], rows: 3, columns: 3)), .scatter(x: [1e300, 0], y: [0, -1e300])]),
        Panel(),
    ]

    /// The text without escape sequences.
    private func visible(_ line: Substring) -> String {
        var result = String.UnicodeScalarView()
        var isEscape = false
        for scalar in line.unicodeScalars {
            if scalar == "\u{1B}" { isEscape = true }
            if !isEscape { result.append(scalar) }
            if scalar == "m" && isEscape { isEscape = false }
        }
        return String(result)
    }

    @Test(arguments: [24, 39, 80, 81, 133], [8, 13, 24])
    func everyRowHasTheWidth(_ columns: Int, _ rows: Int) throws {
        for colour in TerminalColours.allCases {
            let text = try Figure(TerminalTests.panels, title: "title").renderTerminal(
                columns: columns, rows: rows, colour: colour)
            #expect(text.hasSuffix("\n"))
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            #expect((lines.count - 1) % rows == 0)
            for line in lines { #expect(displayWidth(visible(line)) == columns, "\(visible(line))") }
        }
    }

    @Test func noColourMeansNoEscapes() throws {
        let figure = Figure(TerminalTests.panels)
        let none = try figure.renderTerminal(columns: 80, rows: 20, colour: .none)
        #expect(!none.contains("\u{1B}"))
        let cube = try figure.renderTerminal(columns: 80, rows: 20, colour: .ansi256)
        #expect(cube.contains("38;5;") && !cube.contains("38;2;"))
        let true24 = try figure.renderTerminal(columns: 80, rows: 20, colour: .truecolor)
        #expect(true24.contains("38;2;") && true24.contains("48;2;"))
    }

    @Test func colourEndsWithTheRow() throws {
        let text = try Figure(TerminalTests.panels).renderTerminal(columns: 80, rows: 20)
        for line in text.split(separator: "\n") where line.contains("\u{1B}") {
            let last = line.split(separator: "\u{1B}").last ?? ""
            #expect(last.hasPrefix("[0m"), "\(line.debugDescription)")
        }
    }

    @Test func brailleDrawsADiagonal() {
        var raster = BrailleRaster(width: 2, height: 1)
        var phase = 0
        raster.segment(Point(x: 0.5, y: 0.5), Point(x: 3.5, y: 3.5), Stroke(), nil, phase: &phase)
        // Dots (0,0), (1,1) of the first cell and (0,2), (1,3) of the second.
        #expect(raster.cell(0, 0)?.text == "⠑" && raster.cell(1, 0)?.text == "⢄")
        #expect(raster.cell(5, 5) == nil)
    }

    @Test func heatmapsInShades() throws {
        let field = Field([0, 1, 2, 3, .nan, 4], rows: 1, columns: 6)
        let text = try Figure(Panel([.heatmap(field)], showsColourBar: false)).renderTerminal(
            columns: 66, rows: 10, colour: .none)
        let row = try #require(text.split(separator: "\n").first { $0.contains("│") && $0.contains("█") })
        let order = row.split(separator: "│").last?.reduce(into: "") { if $0.last != $1 { $0.append($1) } }
        #expect(order == " ░▒▓╱█")
    }

    @Test func linesWithoutColourHaveDashes() throws {
        let figure = Figure(
            Panel([.line(x: [0, 1], y: [0, 0], label: "a"), .line(x: [0, 1], y: [1, 1], label: "b")], x: Axis(isWhole: true)))
        let expected = """
             1┤⠒⠒ ⠐⠒⠂ ⠒⠒ ⠐⠒⠂ ⠒⠒ ⠐⠒⠂
              │
              │
              │
             0┤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤
              └┬───────────────────┬
               0                   1
               ━━ a   ╍╍ b

            """
        let text = try figure.renderTerminal(columns: 24, rows: 8, colour: .none)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.trimmingSuffix { $0 == " " } }
        #expect(lines.joined(separator: "\n") == expected, "\(lines.joined(separator: "\n"))")
        // With colours both are solid.
        #expect(visible(try figure.renderTerminal(columns: 24, rows: 8, colour: .ansi256)[...]).contains("━━ b"))
    }

    @Test func holesShowBeforeNumbersInShades() throws {
        let field = Field([1, 2, .nan, 3, 4, 5, 6, 7], rows: 8, columns: 1)
        let text = try Figure(Panel([.heatmap(field)], showsColourBar: false)).renderTerminal(columns: 30, rows: 8, colour: .none)
        #expect(text.contains("╱╱╱╱"))
    }

    @Test func whatColoursMeanIsSaid() throws {
        let field = Field([0, 1, 2, 3], rows: 2, columns: 2, label: "loss in nats")
        for panel in [Panel([.heatmap(field)]), Panel([.heatmap(field)], title: "t", y: Axis("β"))] {
            #expect(try Figure(panel).renderTerminal(columns: 60, rows: 12, colour: .none).contains("loss in nats"))
        }
    }

    @Test func barsWithoutColourAreToldApartAndLeaveTheirCurve() throws {
        let edges = (0...10).map(Double.init)
        let bars = [1.0, 2].map { Mark.bars(edges: edges, heights: Array(repeating: $0, count: 10), label: "h\($0)") }
        let text = try Figure(Panel(bars)).renderTerminal(columns: 60, rows: 16, colour: .none)
        #expect(text.contains("██ h1.0") && text.contains("▒▒ h2.0"))
        // The higher bars are sparse where they stand alone; the lower ones are full.
        #expect(text.contains("⢕⢕⢕⢕") || text.contains("⡪⡪⡪⡪"))
        #expect(text.contains("⣿⣿⣿⣿"))
        let curve = Mark.line(x: [0, 10], y: [0.5, 0.5])
        let over = try Figure(Panel(bars + [curve])).renderTerminal(columns: 60, rows: 16, colour: .none)
        let line = over.split(separator: "\n").first { row in ["⠒⠒⠒", "⠤⠤⠤", "⣀⣀⣀", "⠉⠉⠉"].contains { row.contains($0) } }
        #expect(line != nil, "\(over)")
    }

    @Test func linesOverAFieldKeepItsColours() throws {
        let field = Field(Array(repeating: 1, count: 4), rows: 2, columns: 2)
        let text = try Figure(
            Panel([.heatmap(field), .line(x: [0, 1], y: [0, 1], stroke: Stroke(colour: .red))], showsColourBar: false)
        ).renderTerminal(columns: 60, rows: 12)
        let (red, green, blue) = ColourMap.viridis.colour(at: 0.5).bytes
        let (lineRed, lineGreen, lineBlue) = Colour.red.bytes
        #expect(text.contains("38;2;\(lineRed);\(lineGreen);\(lineBlue);48;2;\(red);\(green);\(blue)m"))
    }

    @Test func upperHalvesAreLetters() throws {
        // Seven rows of cells for a plot of seven rows: each row of the terminal is one colour; the highest is above.
        let field = Field((0..<7).map(Double.init), rows: 7, columns: 1)
        let text = try Figure(Panel([.heatmap(field)], showsColourBar: false)).renderTerminal(columns: 30, rows: 9)
        let rows = text.split(separator: "\n").filter { $0.contains("▀") }
        #expect(rows.count == 7)
        for (row, value) in zip(rows, (0..<7).reversed()) {
            let (red, green, blue) = ColourMap.viridis.colour(at: Double(value) / 6).bytes
            #expect(row.contains("38;2;\(red);\(green);\(blue);48;2;\(red);\(green);\(blue)m▀"))
        }
    }

    @Test func xtermColours() {
        #expect(TerminalColours.index(0, 0, 0) == 16)
        #expect(TerminalColours.index(255, 255, 255) == 231)
        #expect(TerminalColours.index(255, 0, 0) == 196)
        #expect(TerminalColours.index(128, 128, 128) == 244)
        #expect(TerminalColours.index(95, 135, 175) == 67)
    }

    @Test func mapsStayMonotoneIn256Colours() {
        for map in ColourMap.all where !map.isDiverging {
            let lightness = (0...16).map { step -> Double in
                let (red, green, blue) = map.colour(at: Double(step) / 16).bytes
                return TerminalColours.colour(TerminalColours.index(red, green, blue)).oklab.x
            }
            #expect(zip(lightness, lightness.dropFirst()).allSatisfy { $0 <= $1 + 0.01 }, "\(map.name) \(lightness)")
        }
    }

    @Test func widths() {
        #expect(displayWidth("θ̂") == 1)
        #expect(displayWidth("漢字") == 4)
        #expect(displayWidth("κ₊ñ") == 3)
        #expect(displayWidth("e\u{200B}x") == 2)
        #expect(displayWidth("") == 0)
    }

    @Test func textIsCutAtTheEdge() {
        var canvas = TerminalCanvas(width: 5, height: 1)
        canvas.write("漢字漢字", 0, 0)
        #expect(canvas.rows(.none) == ["漢字…"])
        canvas = TerminalCanvas(width: 4, height: 1)
        canvas.write("漢字漢", 0, 0)
        #expect(canvas.rows(.none) == ["漢… "])
        canvas.write("x", 9, 0)
        canvas.write("x", 0, -1)
        #expect(canvas.rows(.none) == ["漢… "])
    }
}

extension Substring {
    /// Without the characters at the end for which a condition holds.
    fileprivate func trimmingSuffix(while isEnd: (Character) -> Bool) -> Substring {
        var rest = self
        while let last = rest.last, isEnd(last) { rest = rest.dropLast() }
        return rest
    }
}
