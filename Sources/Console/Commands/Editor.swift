#if canImport(Glibc)
    import Glibc
#endif

/// The person's own editor.
enum Editor {
    /// Opens a text in `VISUAL`, `EDITOR` or vi and waits; the text as it was saved, nil if that failed.
    static func edit(_ text: String) -> String? {
        let editor = Terminal.environment("VISUAL") ?? Terminal.environment("EDITOR") ?? "vi"
        var template = Array("/tmp/hesse-XXXXXX.hesse".utf8CString)
        let descriptor = template.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkstemps($0, 6) } ?? -1 }
        guard descriptor >= 0 else { return nil }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(path) }
        let failure = OutputBuffer.write(Array(text.utf8), to: descriptor)
        close(descriptor)
        // The shell takes the editor's name apart (`code --wait`); the path has no character that it would.
        guard failure == nil, system("\(editor) \(path)") == 0, let bytes = try? ByteReader.read(file: path) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
