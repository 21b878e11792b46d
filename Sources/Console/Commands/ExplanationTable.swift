import Compiler
import Interpreter
import Syntax

/// What `explain` shows: the steps of the plan that ran last, and which plans ran before it.
struct ExplanationTable {
    let entries: [PlanLog.Entry]

    var text: String {
        guard let last = entries.last else { return "no plan ran: nothing was computed with tensors" }
        let explanation = last.plan.explanation
        var parts = [heading(last, explanation)]
        for (index, steps) in explanation.stages.enumerated() where !steps.isEmpty {
            parts.append(stage(index, of: explanation, runs: last.runs[index]))
        }
        if entries.count > 1 {
            let others = entries.dropLast().suffix(20).reversed().map { entry in
                let explanation = entry.plan.explanation
                return "  " + entry.name + ": " + summary(explanation.stages.flatMap { $0 }) + ", " + times(entry.runs.max() ?? 0)
            }
            parts.append("before it ran\n" + others.joined(separator: "\n"))
        }
        return parts.joined(separator: "\n\n")
    }

    private func heading(_ entry: PlanLog.Entry, _ explanation: Explanation) -> String {
        let outputs = explanation.outputs.flatMap { $0 }
        return """
            \(entry.name): \(list(explanation.inputs)) → \(list(outputs))
            memory: \(ExplanationTable.bytes(explanation.arenaBytes)) for intermediate values, \
            \(ExplanationTable.bytes(explanation.literalBytes)) of constants
            """
    }

    private func list(_ types: [String]) -> String {
        let shown = types.prefix(6).joined(separator: ", ")
        return types.isEmpty ? "nothing" : types.count > 6 ? "\(shown), … (\(types.count))" : shown
    }

    private func stage(_ index: Int, of explanation: Explanation, runs: Int) -> String {
        let steps = explanation.stages[index]
        let name =
            explanation.stages.count == 1
            ? "steps" : index == explanation.stages.count - 1 ? "stage \(index), for each product" : "stage \(index), once"
        var rows = [["", "step", "type", "shape", "flops", "read", "written", "operations"]]
        for (number, step) in steps.enumerated() {
            rows.append([
                "\(number + 1)", step.kind, step.dtype.name, step.shape, ExplanationTable.count(step.flops),
                ExplanationTable.bytes(step.bytesRead), ExplanationTable.bytes(step.bytesWritten), operations(step.operations),
            ])
        }
        return "\(name): \(summary(steps)), \(times(runs))\n"
            + table(rows, isRight: [true, false, false, false, true, true, true])
    }

    /// Repeated operations once, with how often: `multiply ×3 add`.
    private func operations(_ names: [String]) -> String {
        var runs: [(name: String, count: Int)] = []
        for name in names {
            if runs.last?.name == name { runs[runs.count - 1].count += 1 } else { runs.append((name, 1)) }
        }
        return runs.map { $0.count > 1 ? "\($0.name) ×\($0.count)" : $0.name }.joined(separator: " ")
    }

    private func summary(_ steps: [Explanation.Step]) -> String {
        let products = steps.count { $0.kind == "product" }
        var parts = [steps.count == 1 ? "1 step" : "\(steps.count) steps"]
        if products > 0 { parts.append(products == 1 ? "1 product" : "\(products) products") }
        parts.append(ExplanationTable.count(steps.reduce(0) { $0 + $1.flops }) + " flops")
        parts.append(ExplanationTable.bytes(steps.reduce(0) { $0 + $1.bytesRead }) + " read")
        parts.append(ExplanationTable.bytes(steps.reduce(0) { $0 + $1.bytesWritten }) + " written")
        return parts.joined(separator: ", ")
    }

    private func times(_ count: Int) -> String { count == 1 ? "ran once" : "ran \(count) times" }

    private func table(_ rows: [[String]], isRight: [Bool]) -> String {
        let widths = isRight.indices.map { column in rows.map { DisplayWidth.of($0[column]) }.max() ?? 0 }
        return rows.map { row in
            var line = " "
            for (column, cell) in row.enumerated() {
                let blank = String(repeating: " ", count: column < widths.count ? widths[column] - DisplayWidth.of(cell) : 0)
                line += " " + (column < isRight.count && isRight[column] ? blank + cell : cell + blank) + " "
            }
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }

    /// `12.3 k`.
    static func count(_ number: Int) -> String { scaled(number, ["", " k", " M", " G", " T"]) }

    /// `12.3 kB`.
    static func bytes(_ number: Int) -> String { scaled(number, [" B", " kB", " MB", " GB", " TB"]) }

    private static func scaled(_ number: Int, _ units: [String]) -> String {
        var value = Double(number)
        var unit = 0
        while value >= 999.5, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return (unit == 0 ? "\(number)" : Echo.rounded(value, 3)) + units[unit]
    }
}

extension Session {
    /// Does work, and says which plans ran in it.
    func explaining(_ work: () throws -> Void) rethrows -> String {
        guard let engine = interpreter.tensorOperations as? TensorEngine else { return "" }
        let log = PlanLog()
        engine.planLog = log
        defer { engine.planLog = nil }
        try work()
        return ExplanationTable(entries: log.entries).text
    }
}
