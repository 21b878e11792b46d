import Foundation
import Testing

/// What `animate` writes, and when.
struct FilmTests {
    /// Runs a program in which `PATH` is a file in a folder of its own; gives what it printed and what is in the folder.
    private func film(_ program: String) throws -> (printed: String, files: [String: [UInt8]]) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("film.gif").path
        let printed = try BuiltinsTests.run(program.replacingOccurrences(of: "PATH", with: "\"\(path)\""))
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return (
            printed.replacingOccurrences(of: path, with: "film.gif"),
            try Dictionary(
                uniqueKeysWithValues: names.map { name in
                    (name, try [UInt8](Data(contentsOf: folder.appendingPathComponent(name))))
                })
        )
    }

    @Test func aListAndAFunctionGiveTheSameFilm() throws {
        let list = try film("animate(PATH, map(i -> plot([0.0, i]), range(3)), fps=20, resolution=40)")
        let function = try film("animate(PATH, i -> plot([0.0, i]), count=3, fps=20, resolution=40)")
        #expect(list.printed == "" && function.printed == "")
        #expect(list.files == function.files)
        let bytes = try #require(list.files["film.gif"])
        #expect(bytes.starts(with: Array("GIF89a".utf8)) && bytes.last == UInt8(ascii: ";"))
        // The logical screen: 240 × 160 pixels.
        #expect(Array(bytes[6..<10]) == [240, 0, 160, 0])
    }

    @Test func framesAreMadeOneByOne() throws {
        let (printed, _) = try film("animate(PATH, i -> { print(i); plot([0.0, i]) }, count=3, resolution=20)")
        #expect(printed == "0\n1\n2")
    }

    @Test func whatFailsLeavesTheFileAsItWas() throws {
        let (printed, files) = try film(
            """
            animate(PATH, [plot([1.0, 2])], resolution=20)
            try { animate(PATH, i -> if i < 2 { plot([1.0, i]) } else { error("enough") }, count=9) } catch e { print(e.message) }
            try { animate(PATH, i -> if i < 2 { plot([1.0, i]) } else { i }, count=9) } catch e { print(e.message) }
            """)
        #expect(printed == "enough\nanimate: frame 2 is the integer 2, not a figure")
        #expect(files.count == 1)
        #expect(files == (try film("animate(PATH, [plot([1.0, 2])], resolution=20)").files))
    }

    @Test func aFolderThatIsNotThereIsSaidBeforeTheWork() throws {
        let printed = try run("animate(\"/nowhere/film.gif\", i -> { print(i); plot([0.0, i]) }, count=3)")
        #expect(printed == "error: animate: cannot write '/nowhere/film.gif': its folder does not exist")
    }
}
