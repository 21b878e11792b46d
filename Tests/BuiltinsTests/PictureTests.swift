import Builtins
import Foundation
import Interpreter
import Plotting
import Testing

/// The figure that a program made last; an error where it fails.
private func figure(_ program: String) throws -> Figure {
    try EvaluationThread.run {
        let interpreter = try Builtins.interpreter(Interpreter.Options(standardLibrary: standardLibrary))
        try interpreter.run(text: program, in: try interpreter.makeModule())
        guard case .object(let object)? = interpreter.lastFigure, let value = object as? FigureValue else {
            throw HesseError("there is no figure")
        }
        return value.figure
    }
}

/// The error of a program, and its hint.
private func complaint(_ program: String) -> String {
    do {
        _ = try figure(program)
        return "no error"
    } catch {
        let problem = HesseError(error)
        return problem.message + " | " + (problem.hint ?? "")
    }
}

/// What pictures are made of, from the language.
struct PictureTests {
    @Test func bandsBelongToLinesByNameOrOrder() throws {
        let marks = try figure(
            "plot([0.0, 1], {a: [1.0, 2], b: [3.0, 5]}, band={b: [0.5, 1]}, label=[\"a\", \"b\"], hlines=[7])"
        ).panels[0].marks
        #expect(
            marks == [
                .line(x: [0, 1], y: [1, 2], label: "a"), .band(x: [0, 1], lower: [2.5, 4], upper: [3.5, 6]),
                .line(x: [0, 1], y: [3, 5], label: "b"), .horizontal(7),
            ])
        let constant = try figure("plot([1.0, 2], band=0.5)").panels[0].marks[0]
        #expect(constant == .band(x: [0, 1], lower: [0.5, 1.5], upper: [1.5, 2.5]))
        let edges = try figure("plot([1.0, 2], lower=[0.0, 1], upper=[3.0, 4])").panels[0].marks[0]
        #expect(edges == .band(x: [0, 1], lower: [0, 1], upper: [3, 4]))
    }

    @Test func columnsOfAMatrixAreLines() throws {
        let marks = try figure("plot([[1.0, 2], [3, 4], [5, 6]])").panels[0].marks
        #expect(marks == [.line(x: [0, 1, 2], y: [1, 3, 5]), .line(x: [0, 1, 2], y: [2, 4, 6])])
        #expect(
            try figure("scatter([[1.0, 2], [3, 4]], radius=1)").panels[0].marks == [.scatter(x: [1, 3], y: [2, 4], radius: 1)])
    }

    @Test func stylesAndAxes() throws {
        let panel = try figure(
            "plot([1.0, 2], style=\"red dashdot thick\", xlim=[3, 1], yscale=\"symlog\", title=\"t\", xlabel=\"x\", size=[5, 2.5])"
        ).panels[0]
        #expect(panel.marks == [.line(x: [0, 1], y: [1, 2], stroke: Stroke(colour: .red, width: 2.5, dash: .dashDotted))])
        #expect(panel.x == Axis("x", limits: 1...3, isDescending: true, isWhole: true))
        #expect(panel.y.scale == .symlog() && panel.title == "t")
        #expect(try figure("plot([1.0], size=[5, 2.5])").size == .inches(5, 2.5))
    }

    @Test func resultsOfSolversHavePictures() throws {
        let H = "H = diag([3.0, 2, 1, -1, -2, -4, 5, 6]);"
        let h = try figure("\(H) plot(hutchinson(H, samples=200, probe=\"gaussian\"))").panels[0]
        guard case .band(let x, let lower, let upper, _, _) = h.marks[0], case .line(_, let means, _, _) = h.marks[1] else {
            Issue.record("a band and a line are wanted")
            return
        }
        #expect(h.x.scale == .log && x.count == 193 && means.count == 200)
        // The band about the last mean is the interval of the record.
        let interval = try numbers("\(H) print(hutchinson(H, samples=200, probe=\"gaussian\").interval)")
        #expect(abs((lower.last ?? 0) - interval[0]) < 1e-9 && abs((upper.last ?? 0) - interval[1]) < 1e-9)

        let e = try figure("\(H) plot(eigsh(H, k=3, which=\"LA\"))").panels[0].marks
        guard case .scatter(let ranks, let values, _, _, _) = e[1] else {
            Issue.record("eigenvalues are points")
            return
        }
        #expect(ranks == [1, 2, 3] && zip(values, [3.0, 5, 6]).allSatisfy { abs($0 - $1) < 1e-9 })

        let s = try figure("\(H) from curvature.spectrum import spectrum; plot(spectrum(H, steps=8), yscale=\"log\")").panels[0]
        #expect(s.y.scale == .log && s.marks.count == 3)
        let c = try figure("\(H) plot(projection_ensemble(H, samples=50))").panels[0]
        #expect(c.marks.count == 2 && c.x.label == "principal curvature κ")
        let f = try figure("plot(fit_curvature(x -> sum(x^2), zeros(4), samples=40))").panels[0]
        #expect(f.marks.count == 3)
    }

    @Test func projectionsHaveCrossesAtTheirMinima() throws {
        let p = "p = project(x -> {a: (x[0] - 0.5)^2 + x[1]^2, b: x[0]}, zeros(2), [1.0, 0], [0.0, 1], alpha=linspace(-1, 1, 5));"
        let panels = try figure("\(p) heatmap(p, scale=\"symlog\")").panels
        #expect(panels.map(\.title) == ["a", "b"])
        #expect(panels[0].marks.last == .cross(x: 0.5, y: 0))
        // Both signs: the middle colour is zero.
        #expect(panels[1].fields[0].map == .diverging && panels[0].fields[0].map == .viridis)
        #expect(try figure("\(p) surface(p)").panels[0].marks.count == 1)
        #expect(try figure("\(p) surface(p, cross=true)").panels[0].marks.last == .cross(x: 0.5, y: 0))
    }

    @Test func panelsShareTheirColours() throws {
        let maps = "a = heatmap([[1.0, 2], [3, 4]]); b = heatmap([[-2.0, 2], [3, 9]]);"
        let shared = try figure("\(maps) panels([a, b], shared_bar=true, vmin=0, labels=true)")
        #expect(shared.sharesColours)
        #expect(shared.panels.map { $0.fields[0].limits } == [0...9, 0...9])
        #expect(shared.panels.map(\.title) == ["(a)", "(b)"])
        #expect(complaint("\(maps) panels([a, heatmap([[1.0]], scale=\"log\")], shared_bar=true)").contains("one bar"))
        #expect(try figure("heatmap([[-1.0, 3]], cmap=\"diverging\", vmax=5)").panels[0].fields[0].limits == -5...5)
    }

    @Test func contoursAreAsManyAsWantedOrWhereWanted() throws {
        let z = "[[0.0, 1], [1, 2]]"
        for (option, expected) in [("true", Contours.about(10)), ("4", .about(4)), ("[0.5, 1]", [0.5, 1])] {
            guard case .contour(_, let contours, _, _) = try figure("heatmap(\(z), contours=\(option))").panels[0].marks[1] else {
                Issue.record("no contour")
                continue
            }
            #expect(contours == expected)
        }
        #expect(try figure("heatmap(\(z), contours=false)").panels[0].marks.count == 1)
    }

    @Test func gaussianCurvesHaveTheMomentsOfTheirSample() throws {
        let marks = try figure("hist([1.0, 2, 2, 3, 7], bins=4, gaussian=true)").panels[0].marks
        guard case .line(let x, let y, _, _) = marks[1] else {
            Issue.record("no curve")
            return
        }
        // Mean 3, deviation √(22/5), and the density at the mean.
        let deviation = (22.0 / 5).squareRoot()
        #expect(abs(x[x.count / 2] - 3) < 1e-12 && abs((x.last ?? 0) - 3 - 4 * deviation) < 1e-12)
        #expect(abs((y.max() ?? 0) - 1 / (deviation * (2 * Double.pi).squareRoot())) < 1e-12)
    }

    @Test func histogramsHaveArea1() throws {
        for bins in ["7", "[-10, -1, 0, 0.5, 10]"] {
            guard case .bars(let edges, let heights, _, _) = try figure("hist(randn(500), bins=\(bins))").panels[0].marks[0]
            else {
                Issue.record("no bars")
                continue
            }
            let area = zip(heights, zip(edges, edges.dropFirst())).reduce(0) { $0 + $1.0 * ($1.1.1 - $1.1.0) }
            #expect(abs(area - 1) < 1e-12)
        }
        // The edge between two bins belongs to the upper one, the last edge to the last bin, as in NumPy.
        guard case .bars(_, let heights, _, _) = try figure("hist([0.0, 1, 1, 2, 7], bins=[0, 1, 2])").panels[0].marks[0] else {
            return
        }
        #expect(heights == [0.2, 0.6])
        // Samples share the width of their bins.
        let widths = try figure("hist([randn(200), 5 * randn(200)], bins=10)").panels[0].marks.map { mark -> Double in
            guard case .bars(let edges, _, _, _) = mark else { return .nan }
            return edges[1] - edges[0]
        }
        #expect(widths.count == 2 && abs(widths[0] - widths[1]) < 1e-12 * widths[0])
        let panel = try figure("hist([1.0, 2, nan, inf], bins=2, gaussian=true)").panels[0]
        #expect(panel.note == "2 not finite, left out" && panel.marks.count == 2)
    }

    @Test func logarithmicHistogramsHaveBinsOfOneWidthThere() throws {
        let panel = try figure("hist(concat([exp(randn(500)), [0.0, -1, nan]]), bins=20, xscale=\"log\", gaussian=true)").panels[
            0]
        #expect(panel.note == "1 not finite, 2 not positive, left out")
        guard case .bars(let edges, let heights, _, _) = panel.marks[0], case .line(let x, _, _, _) = panel.marks[1] else {
            Issue.record("no bars and curve")
            return
        }
        let ratios = zip(edges, edges.dropFirst()).map { $1 / $0 }
        #expect(edges.count == 21 && ratios.allSatisfy { abs($0 / ratios[0] - 1) < 1e-9 })
        // Of area 1 in the numbers themselves.
        let area = zip(heights, zip(edges, edges.dropFirst())).reduce(0) { $0 + $1.0 * ($1.1.1 - $1.1.0) }
        #expect(abs(area - 1) < 1e-9)
        #expect(x.allSatisfy { $0 > 0 })
        for numbers in ["[3.0]", "[1e-300, 1e300]", "[5e-324, 1.7e308]", "[-1.0]", "[]"] {
            _ = try figure("hist(\(numbers), xscale=\"log\", gaussian=true)").render(to: .png, resolution: 30)
        }
    }

    @Test func overlaysKeepWhatTheirPartsSay() throws {
        let panel = try figure(
            "overlay([plot([1.0, 2], label=\"fit\", xlabel=\"t\"), scatter([0.0, 1], [1.0, 2], yscale=\"log\", ylabel=\"L\")])"
        ).panels[0]
        #expect(panel.marks.count == 2)
        #expect((panel.x.label, panel.y.label) == ("t", "L"))
        #expect(panel.y.scale == .log)
    }

    @Test func wrongOptionsHaveHints() {
        let cases = [
            ("plot([1.0], style=\"r--\")", "no style \"r--\"", "in words: \"red dashed\""),
            ("plot([1.0], style=\"k:\")", "no style", "\"black dotted\""),
            ("plot([1.0], style=\"wavy\")", "no style \"wavy\"", "dashdot"),
            ("plot([1.0], color=\"red\")", "no keyword `color`", "`style`"),
            ("heatmap([[1.0]], colormap=\"jet\")", "no keyword `colormap`", "`cmap`"),
            ("save(\"/tmp/x.png\", dpi=3)", "no keyword `dpi`", "`resolution`"),
            ("heatmap([[1.0]], cmap=\"jet\")", "no colour map \"jet\"", "cividis"),
            ("heatmap([1.0])", "`z` wants a tensor with two axes", "plot(z)"),
            ("heatmap([[1.0, 2], [3, 4], [5, 6]], x=[1.0, 2, 3], y=[1.0, 2])", "x has 3 numbers for 2 columns", "z.T"),
            ("heatmap([[1.0]], vmin=2, vmax=1)", "vmin = 2.0", "smaller"), ("heatmap([[1.0]], vmin=nan)", "`vmin` is nan", ""),
            ("plot([1.0, 2], xlim=[0, nan])", "two finite numbers", "xlim=[0, 1]"),
            ("plot([1.0, 2], xscale=\"log\", xlim=[0, 1])", "logarithmic x axis", "symlog"),
            ("plot([1.0, 2], band=[1.0])", "`band` has 1 numbers for a line of 2", ""),
            ("plot([1.0, 2], lower=[1.0, 2])", "two edges", "upper"),
            ("plot({a: [1.0]}, band={b: [1.0]})", "`band` has a row b", "by name"),
            ("plot([1.0, 2, 3], [[1.0, 2, 3]])", "x has 3 numbers and y 1 rows", "y.T"),
            ("plot(zeros(2, 3, 4))", "shape (2, 3, 4)", "ravel"), ("plot([1.0], size=[1e9, 1])", "inches", "200"),
            ("hist([1.0], bins=0)", "0 bins", "100 000"), ("hist([1.0], bins=[2, 1])", "`bins` wants", ""),
            ("contour([[1.0, 2], [3, 4]], levels=[nan])", "levels are not finite", "leave"),
            ("heatmap([[1.0]], scale=\"symlog\", linthresh=0)", "threshold", "positive"),
            ("panels([1])", "not a figure", "plot(x, y)"), ("overlay([])", "no figures", "overlay"),
            ("overlay([surface([[1.0, 2], [3, 4]]), plot([1.0])])", "panel of a surface", "crosses"),
            ("scatter([1.0])", "x without y", "(n, 2)"), ("semilogy([1.0])", "semilogy", "yscale=\"log\""),
            ("save(\"/tmp/x.npy\", [1.0], resolution=3)", "`resolution` is for pictures", ".png"),
        ]
        for (program, message, hint) in cases {
            let text = complaint(program)
            let parts = text.components(separatedBy: " | ")
            #expect(
                parts[0].contains(message) && (hint.isEmpty || parts.dropFirst().joined().contains(hint)), "\(program): \(text)")
        }
    }

    @Test func anyNumbersAreDrawnOrRefused() throws {
        let numbers = [
            "[]", "[nan]", "[inf, -inf]", "[1e-300, 1e300]", "[-1.7e308, 1.7e308]", "[0.0, -0.0]", "[5e-324]", "[3.0]",
        ]
        let kinds = [
            "plot(X)", "plot(X, yscale=\"log\", xscale=\"symlog\")", "plot(X, band=X)", "scatter(X, X)", "hist(X, gaussian=true)",
            "hist(X, yscale=\"log\")", "heatmap(reshape(X, [1, len(X)]), contours=true, cross=true)",
            "heatmap(reshape(X, [len(X), 1]), scale=\"log\")", "contour(reshape(X, [1, len(X)]), scale=\"symlog\")",
            "surface(reshape(X, [1, len(X)]), cross=true)", "heatmap(stack([X, X]), cmap=\"diverging\", vmax=1)",
        ]
        for text in numbers {
            for kind in kinds {
                guard let made = try? figure("X = \(text); \(kind)") else { continue }
                #expect(!(try made.render(to: .png, resolution: 30)).isEmpty, "\(kind) of \(text)")
                #expect(!(try made.renderTerminal(columns: 40, rows: 12)).isEmpty)
            }
        }
    }
}
