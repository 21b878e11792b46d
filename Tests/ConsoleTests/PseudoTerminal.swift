#if canImport(Glibc)
    import Glibc
#endif

/// The prompt in a terminal of its own: keys go in, and what a person would see is on `screen`.
final class PseudoTerminal {
    private(set) var screen: Screen
    /// Everything that was written, escapes included.
    private(set) var transcript: [UInt8] = []
    private let master: Int32
    private let process: pid_t
    private var status: Int32?

    init(
        _ arguments: [String] = [], columns: Int = 60, rows: Int = 30, environment: [String: String] = [:],
        home: TemporaryFolder = TemporaryFolder(), program: String = executable
    ) throws {
        screen = Screen(columns: columns, rows: rows)
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var number: Int32 = 0
        var isLocked: Int32 = 0
        // TIOCGPTN and TIOCSPTLCK
        guard master >= 0, ioctl(master, 0x8004_5430, &number) == 0, ioctl(master, 0x4004_5431, &isLocked) == 0 else {
            throw SpawnFailure(status: errno)
        }
        let path = "/dev/pts/\(number)"
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
        var variables = ["TERM": "xterm-256color", "LC_ALL": "C", "HOME": home.path, "INPUTRC": "/dev/null"]
        variables.merge(environment) { $1 }
        process = try spawnHesse(arguments, environment: variables, newSession: true, program: program) { actions in
            // The first terminal that a session's leader opens is its own.
            posix_spawn_file_actions_addopen(actions, 0, path, O_RDWR, 0)
            posix_spawn_file_actions_adddup2(actions, 0, 1)
            posix_spawn_file_actions_adddup2(actions, 0, 2)
        }
    }

    deinit {
        if status == nil {
            kill(process, SIGKILL)
            _ = exitCode(of: process)
        }
        close(master)
    }

    /// Gives the window another size, of which the program hears by a signal. What was on the screen is gone.
    func resize(columns: Int, rows: Int) {
        screen = Screen(columns: columns, rows: rows)
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
        settle()
    }

    /// Types keys, and lets readline take them one batch at a time.
    func type(_ keys: String) {
        _ = Array(keys.utf8).withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
        settle()
    }

    /// Waits until the screen is as wanted; false if it does not come to that.
    @discardableResult
    func wait(seconds: Double = 30, until isReached: (Screen) -> Bool) -> Bool {
        let end = now() + seconds
        while !isReached(screen) {
            guard read(for: 0.05) || now() < end else { return isReached(screen) }
            guard now() < end else { return isReached(screen) }
        }
        return true
    }

    /// Waits for a text on the screen.
    @discardableResult
    func wait(for text: String) -> Bool { wait { $0.text.contains(text) } }

    /// Waits for an empty prompt at the bottom.
    @discardableResult
    func waitForPrompt() -> Bool { wait { $0.lines.last == "hesse>" } }

    /// Waits for the process to end; gives its exit code.
    func waitForEnd() -> Int32 {
        while read(for: 30) {}
        let code = exitCode(of: process)
        status = code
        return code
    }

    /// Reads until nothing has come for a moment.
    private func settle() {
        while read(for: 0.1) {}
    }

    private func read(for seconds: Double) -> Bool {
        var descriptor = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, Int32(seconds * 1000)) > 0 else { return false }
        var chunk = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(master, &chunk, chunk.count)
        guard count > 0 else { return false }
        transcript += chunk[..<count]
        screen.write(Array(chunk[..<count]))
        return true
    }

    private func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}

/// Keys by their names.
enum Key {
    static let enter = "\r"
    static let tab = "\t"
    static let home = "\u{1}"
    static let up = "\u{1B}[A"
    static let left = "\u{1B}[D"
    static let escape = "\u{1B}"
    static func control(_ letter: Character) -> String {
        String(Unicode.Scalar((letter.asciiValue ?? 0x40) & 0x1F))
    }
    static func paste(_ text: String) -> String { "\u{1B}[200~\(text)\u{1B}[201~" }
}
