#if canImport(Glibc)
    import Glibc
#endif

/// The executable that was built with these tests.
let executable: String = {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let path = String(decoding: buffer[..<max(count, 0)], as: UTF8.self)
    return String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) + "/hesse"
}()

/// The folder of the standard library.
let standardLibrary = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/stdlib"

struct SpawnFailure: Error {
    var status: Int32
}

/// Starts the executable, or another program, with what `prepare` says about its standard streams; gives its process.
func spawnHesse(
    _ arguments: [String], environment: [String: String], newSession: Bool = false, program: String = executable,
    _ prepare: (UnsafeMutablePointer<posix_spawn_file_actions_t>) -> Void
) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    prepare(&actions)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Signals as a shell would hand them down.
    var none = sigset_t()
    sigemptyset(&none)
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for signal in [SIGINT, SIGPIPE, SIGTERM] { sigaddset(&defaults, signal) }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    // POSIX_SPAWN_SETSIGDEF, POSIX_SPAWN_SETSIGMASK, POSIX_SPAWN_SETSID
    posix_spawnattr_setflags(&attributes, 0x04 | 0x08 | (newSession ? 0x80 : 0))

    var environment = environment
    if environment["PATH"] == nil { environment["PATH"] = "/usr/bin:/bin" }
    let argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    let envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    var process = pid_t()
    let status = posix_spawn(&process, program, &actions, &attributes, argv, envp)
    guard status == 0 else { throw SpawnFailure(status: status) }
    return process
}

/// A pipe that is not handed down: its reading and its writing end.
func makePipe() throws -> [Int32] {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw SpawnFailure(status: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return ends
}

/// The exit code of a process, or the negative of the signal that ended it.
func exitCode(of process: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : -signal
}

/// What a run of the command gave.
struct RunResult {
    var output: String
    var errors: String
    var status: Int32
}

/// Runs the command with pipes for its streams.
///
/// - Parameters:
///   - interruptAfter: bytes of output after which it is sent SIGINT.
///   - shell: what a shell does in its place: `$0` is the command, `$@` are its arguments.
func runHesse(
    _ arguments: [String], input: String = "", environment: [String: String] = [:], interruptAfter: Int? = nil,
    shell: String? = nil
) throws -> RunResult {
    let pipes = try (0..<3).map { _ in try makePipe() }
    let command = (shell.map { ["-c", $0, executable] } ?? []) + arguments
    let program = shell == nil ? executable : "/bin/sh"
    let process = try spawnHesse(command, environment: environment, program: program) { actions in
        posix_spawn_file_actions_adddup2(actions, pipes[0][0], 0)
        posix_spawn_file_actions_adddup2(actions, pipes[1][1], 1)
        posix_spawn_file_actions_adddup2(actions, pipes[2][1], 2)
    }
    close(pipes[0][0])
    close(pipes[1][1])
    close(pipes[2][1])
    // What a pipe holds at once is enough for these tests.
    _ = Array(input.utf8).withUnsafeBytes { write(pipes[0][1], $0.baseAddress, $0.count) }
    close(pipes[0][1])

    var texts: [[UInt8]] = [[], []]
    var open = [
        pollfd(fd: pipes[1][0], events: Int16(POLLIN), revents: 0), pollfd(fd: pipes[2][0], events: Int16(POLLIN), revents: 0),
    ]
    var interruptAfter = interruptAfter
    while open.contains(where: { $0.fd >= 0 }) {
        guard poll(&open, 2, 60_000) > 0 else {
            kill(process, SIGKILL)
            break
        }
        for index in 0..<2 where open[index].revents != 0 {
            var chunk = [UInt8](repeating: 0, count: 65536)
            let count = read(open[index].fd, &chunk, chunk.count)
            guard count > 0 else {
                open[index].fd = -1
                continue
            }
            texts[index] += chunk[..<count]
        }
        if let limit = interruptAfter, texts[0].count >= limit {
            kill(process, SIGINT)
            interruptAfter = nil
        }
    }
    close(pipes[1][0])
    close(pipes[2][0])
    return RunResult(
        output: String(decoding: texts[0], as: UTF8.self), errors: String(decoding: texts[1], as: UTF8.self),
        status: exitCode(of: process))
}

/// A folder that goes with the test.
final class TemporaryFolder {
    let path: String

    init() {
        var template = Array("/tmp/hesse-console-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? "/tmp"
        }
    }

    deinit {
        TemporaryFolder.removeAll(path)
    }

    /// The names in it.
    var contents: [String] { TemporaryFolder.names(in: path) }

    private static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private static func removeAll(_ path: String) {
        for name in names(in: path) { removeAll("\(path)/\(name)") }
        remove(path)
    }

    /// Writes a file; gives its path.
    func file(_ name: String, _ text: String) -> String {
        let file = "\(path)/\(name)"
        if let handle = fopen(file, "w") {
            fputs(text, handle)
            fclose(handle)
        }
        return file
    }

    /// The text of a file; empty if there is none.
    func read(_ name: String) -> String {
        guard let handle = fopen("\(path)/\(name)", "r") else { return "" }
        defer { fclose(handle) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        return String(decoding: bytes[..<fread(&bytes, 1, bytes.count, handle)], as: UTF8.self)
    }
}
