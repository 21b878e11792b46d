import Graph
import Syntax

/// Where a node of a traced graph comes from: the function that was applied, and the place in the user's program.
struct TracePlace {
    let function: String
    let source: SourceFile?
    let span: Range<Int>?
}

extension Trace {
    /// Runs `body`, whose nodes, and those derived from them, are `function`'s at the place in the program that runs now.
    func applying<Result>(_ function: String, _ body: () throws -> Result) rethrows -> Result {
        let enclosing = graph.origin
        defer { graph.origin = enclosing }
        let (source, span) = interpreter.currentPlace
        graph.origin = Int32(clamping: places.count)
        places.append(TracePlace(function: function, source: source, span: span))
        return try body()
    }
}
