import Foundation
import Testing

/// What `load` takes beside the path.
struct LoadTests {
    /// Runs a program in which `PATH` is a .csv file of this text.
    private func run(_ program: String, csv text: String) throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).csv").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try BuiltinsTests.run(program.replacingOccurrences(of: "PATH", with: "\"\(path)\"")).replacingOccurrences(
            of: path, with: "f.csv")
    }

    @Test func skipsLinesOfTables() throws {
        let table = "x,y\r\nin mm,in s\n1,2\n3,4\n"
        #expect(try run("print(load(PATH, skip=2))", csv: table) == "[[1, 2],\n [3, 4]]")
        #expect(try run("print(load(PATH, skip=3, dtype=int64))", csv: table) == "[[3, 4]]")
        #expect(try run("print(load(PATH, skip=9).shape)", csv: table) == "[0, 0]")
        #expect(try run("print(load(PATH, skip=0))", csv: "1,2") == "[[1, 2]]")
        #expect(try run("load(PATH)", csv: table).hasPrefix("error: load: f.csv: line 1, field 1: 'x' is not a number"))
        #expect(
            try run("load(PATH, skip=1)", csv: table).hasPrefix("error: load: f.csv: line 2, field 1: 'in mm' is not a number"))
    }

    @Test func skipIsACountAndForTables() throws {
        #expect(try run("load(PATH, skip=-1)", csv: "1") == "error: load: `skip` must not be negative, but is -1")
        #expect(try run("load(PATH, skip=0.5)", csv: "1") == "error: load: `skip` wants an integer, not the float 0.5")
        #expect(try run("load(\"x.npy\", skip=1)", csv: "1") == "error: load: `skip` is for .csv files")
    }
}
