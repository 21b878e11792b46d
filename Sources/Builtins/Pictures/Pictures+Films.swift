import Curvature
import Formats
import Interpreter
import Plotting
import Tensors

extension PictureBuiltins {
    /// Figures one after the other.
    static let films: [Builtin] = [
        Builtin(
            "animate(path, frames, *, count=none, fps=10, resolution=100)", group: group,
            summary: "A film of figures, as an animated .gif that repeats for ever.",
            details:
                """
                frames is a list of figures, or with `count=` a function of 0, …, count - 1 that makes them; of those only one is \
                held at a time. All have one size, `resolution` in pixels per inch. vmin and \
                vmax of heatmap and surface make colours mean the same in all frames.
                """,
            example: "animate(\"/tmp/hesse-example.gif\", i -> plot([0.0, i], title=\"{i}\"), count=3)",
            seeAlso: ["save", "heatmap", "surface", "panels"], callsBack: true
        ) { arguments in
            let path = try arguments.string(0)
            guard path.lowercased().hasSuffix(".gif") else {
                throw arguments.error(
                    "the ending of \(path) is not .gif", hint: "films are .gif; `save(path, figure)` writes single figures")
            }
            try arguments.interpreter.noteEffect("animate")
            let bytes: [UInt8]
            do {
                // Not after minutes of drawing.
                try FileAccess.checkWritable(path)
                bytes = try film(arguments)
                try FileAccess.writeAtomically(path, bytes)
            } catch let error as FormatError {
                throw arguments.error(error.message, hint: error.hint)
            } catch let error as TensorError {
                throw arguments.error(error.message, hint: error.hint)
            }
            return .none
        }
    ]

    /// The bytes of the film that the arguments ask for.
    private static func film(_ arguments: Arguments) throws -> [UInt8] {
        let film = try Animation(
            framesPerSecond: arguments.double(3, default: 10), resolution: arguments.double(4, default: 100))
        let (count, frame) = try frames(arguments)
        guard count > 0 else { throw arguments.error("a film without frames") }
        for i in 0..<count {
            try arguments.interpreter.options.progress?.update(ProgressReport(task: "animate", done: i, total: count))
            try arguments.interpreter.checkInterrupt()
            try film.add(frame(i))
        }
        return try film.finish()
    }

    /// The number of frames, and the i-th.
    private static func frames(_ arguments: Arguments) throws -> (Int, (Int) throws -> Figure) {
        let interpreter = arguments.interpreter
        switch arguments[1] {
        case .function, .builtin:
            guard arguments.has(2) else {
                throw arguments.error(
                    "how many frames the function makes is not said",
                    hint: "`animate(path, i -> heatmap(z[i]), count=60)`")
            }
            let function = arguments[1]
            return (
                try arguments.count(2),
                { i in
                    try figure(
                        interpreter.call(function, [.int(i)]), arguments, i,
                        hint: "the function's last expression is the figure, such as `heatmap(z[i])`")
                }
            )
        case .list(let box):
            guard !arguments.has(2) else {
                throw arguments.error("`count` is for a function that makes the frames", hint: "of a list, all are shown")
            }
            return (box.count, { i in try figure(box.elements[i], arguments, i, hint: nil) })
        default:
            throw arguments.mismatch(
                1, wants: "a list of figures, or a function that makes the i-th",
                hint: "`animate(path, i -> heatmap(z[i]), count=60)`")
        }
    }

    private static func figure(_ value: Value, _ arguments: Arguments, _ i: Int, hint: String?) throws -> Figure {
        if let figure = value.figure { return figure }
        throw arguments.error("frame \(i) is \(value.messageName), not a figure", hint: hint)
    }
}
