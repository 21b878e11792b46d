import Curvature
import Testing

@testable import Console

/// The line that says how far a computation has come.
struct ProgressLineTests {
    @Test func oneTask() {
        let report = ProgressReport(task: "eigsh", done: 15, total: 30, note: "3 of 6 converged")
        #expect(
            ProgressLine.text([report], seconds: 4.2, width: 80)
                == "eigsh ━━━━━━━━━━────────── 15/30  3 of 6 converged  4 s, 3.6/s, 4 s left")
        #expect(ProgressLine.text([report], seconds: 4.2, width: 10) == "eigsh ━━━━")
        #expect(ProgressLine.text([ProgressReport(task: "plan", done: 7, total: nil)], seconds: 0, width: 80) == "plan 7  0 s")
    }

    @Test func aTaskInsideALoop() {
        let reports = [ProgressReport(task: "progress", done: 3, total: 4), ProgressReport(task: "eigsh", done: 12, total: 30)]
        #expect(
            ProgressLine.text(reports, seconds: 61, width: 80)
                == "progress ━━━━━━━━━━━━━━━───── 3/4  eigsh 12/30  1 min 1 s, 20 s each, 20 s left")
    }
}
