#if canImport(Glibc)
    import Glibc
#endif

/// One of the process's standard streams as a terminal.
public enum Terminal: Int32, Sendable {
    case input = 0
    case output = 1
    case error = 2

    /// Whether a person sits at the other end.
    public var isTerminal: Bool { isatty(rawValue) == 1 }

    /// Whether it understands escapes that move the cursor and erase.
    public var hasEscapes: Bool {
        guard isTerminal, let kind = Terminal.environment("TERM") else { return false }
        return kind != "dumb"
    }

    /// Whether to write in colour: the terminal can, and `NO_COLOR` (no-color.org) is not set.
    public var hasColor: Bool { hasEscapes && Terminal.environment("NO_COLOR") == nil }

    /// Columns; 80 where they cannot be told.
    public var width: Int { size.map { Int($0.ws_col) } ?? 80 }

    /// Rows; 24 where they cannot be told.
    public var height: Int { size.map { Int($0.ws_row) } ?? 24 }

    private var size: winsize? {
        var size = winsize()
        guard ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
        return size
    }

    /// Keeps the numbers of streams that are closed from files and pipes that are opened later: reading from, or writing to, such a
    /// stream goes on to fail. To be called before anything is opened.
    public static func reserveClosedStreams() {
        for stream in [Terminal.input, .output, .error] where fcntl(stream.rawValue, F_GETFD) < 0 && errno == EBADF {
            // The lowest free number is that of the stream.
            _ = open("/dev/null", stream == .input ? O_WRONLY : O_RDONLY)
        }
    }

    /// Writes text at once, as far as it can be written.
    public func write(_ text: String) { _ = OutputBuffer.write(Array(text.utf8), to: rawValue) }

    /// A variable of the environment; nil if it is not set or empty.
    static func environment(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }

    /// Has characters be read, and their widths told, as UTF-8: the environment's locale where it is one of UTF-8, else
    /// `C.UTF-8`. Nothing else of the locale is used: numbers keep their point.
    ///
    /// To be called before there are threads. The environment is changed too, since readline looks there for each line.
    public static func useUTF8() {
        if setlocale(LC_CTYPE, "") != nil, let codeset = nl_langinfo(nl_item(CODESET)), strcmp(codeset, "UTF-8") == 0 { return }
        unsetenv("LC_ALL")
        setenv("LC_CTYPE", "C.UTF-8", 1)
        setlocale(LC_CTYPE, "")
    }
}
