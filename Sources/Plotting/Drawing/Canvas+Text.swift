import CCairo

extension Canvas {
    private static let family = "DejaVu Sans"

    /// The advance width of a line of text.
    func width(of text: String, size: Double, bold: Bool = false) -> Double {
        TextRun.split(text).reduce(0) { sum, run in
            select(size * run.level.scale, bold)
            return sum + extents(of: run.text).x_advance
        }
    }

    /// A line of text; `at` is on the base line. `angle` in radians, clockwise.
    func text(
        _ text: String, at point: Point, size: Double, anchor: Anchor = .start, bold: Bool = false, angle: Double = 0,
        colour: Colour = .black
    ) {
        let total = anchor == .start ? 0 : width(of: text, size: size, bold: bold)
        set(colour)
        cairo_save(context)
        cairo_translate(context, point.x, point.y)
        cairo_rotate(context, angle)
        var x = anchor == .start ? 0 : anchor == .middle ? -total / 2 : -total
        for run in TextRun.split(text) {
            select(size * run.level.scale, bold)
            let y = -run.level.rise * size
            cairo_move_to(context, x, y)
            cairo_show_text(context, run.text)
            x += extents(of: run.text).x_advance
            if !run.accents.isEmpty { show(accents: run.accents, over: run, endingAt: x, y, size: size) }
        }
        cairo_restore(context)
    }

    /// Accents over the last letter of a run, clear of its top: the fonts' own place for them is right over low letters only.
    private func show(accents: [String], over run: TextRun, endingAt end: Double, _ y: Double, size: Double) {
        guard let letter = run.text.unicodeScalars.last.map({ String($0) }) else { return }
        let base = extents(of: letter)
        let middle = end - base.x_advance + base.x_bearing + base.width / 2
        var top = base.y_bearing
        for accent in accents {
            let mark = extents(of: accent)
            let rise = min(top - 0.06 * size - (mark.y_bearing + mark.height), 0)
            cairo_move_to(context, middle - mark.x_bearing - mark.width / 2, y + rise)
            cairo_show_text(context, accent)
            top = rise + mark.y_bearing
        }
    }

    /// In the font selected last.
    private func extents(of text: String) -> cairo_text_extents_t {
        var extents = cairo_text_extents_t()
        cairo_text_extents(context, text, &extents)
        return extents
    }

    private func select(_ size: Double, _ bold: Bool) {
        cairo_select_font_face(
            context, Canvas.family, CAIRO_FONT_SLANT_NORMAL, bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
        cairo_set_font_size(context, size)
    }
}

/// Text of one level, up to a letter with accents. Super- and subscript digits, signs and letters are set as small ordinary ones:
/// those of most fonts are too small to be read across a room.
struct TextRun: Equatable {
    enum Level {
        case normal, raised, lowered

        /// Size and height of the base line, in parts of the font size.
        var scale: Double { self == .normal ? 1 : 0.72 }
        var rise: Double {
            switch self {
            case .normal: 0
            case .raised: 0.36
            case .lowered: -0.16
            }
        }
    }

    var text: String
    var level: Level
    /// Combining marks over the last letter.
    var accents: [String] = []

    private static let raised = Dictionary(
        uniqueKeysWithValues: zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵀⁿⁱ".unicodeScalars, "0123456789+−()Tni".unicodeScalars))
    private static let lowered = Dictionary(
        uniqueKeysWithValues: zip(
            "₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ".unicodeScalars, "0123456789+−()aehijklmnoprstuvx".unicodeScalars))

    /// Control characters (line breaks among them) become spaces.
    static func split(_ text: String) -> [TextRun] {
        var runs: [TextRun] = []
        for scalar in text.unicodeScalars {
            if scalar.properties.canonicalCombiningClass == .above, !runs.isEmpty {
                runs[runs.count - 1].accents.append(String(scalar))
                continue
            }
            var (level, drawn) = (Level.normal, scalar)
            if let digit = raised[scalar] {
                (level, drawn) = (.raised, digit)
            } else if let digit = lowered[scalar] {
                (level, drawn) = (.lowered, digit)
            } else if scalar.properties.generalCategory == .control {
                drawn = " "
            }
            if runs.last?.level != level || runs.last?.accents.isEmpty == false {
                runs.append(TextRun(text: "", level: level))
            }
            runs[runs.count - 1].text.unicodeScalars.append(drawn)
        }
        return runs
    }
}
