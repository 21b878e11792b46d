import Glibc
import Testing

@testable import Formats

@Suite struct FileAccessTests {
    /// An empty folder, removed with what it holds when the test ends.
    private final class Folder {
        let path: String

        init() throws {
            var template = Array("/tmp/hesse-tests-XXXXXX".utf8CString)
            path = try String(cString: #require(mkdtemp(&template)))
        }

        deinit { system("chmod -R u+rwx '\(path)'; rm -rf '\(path)'") }

        var entries: [String] {
            guard let folder = opendir(path) else { return [] }
            defer { closedir(folder) }
            var names = [String]()
            while let entry = readdir(folder) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name != ".", name != ".." { names.append(name) }
            }
            return names.sorted()
        }
    }

    private func mode(_ path: String) -> mode_t {
        var status = stat()
        stat(path, &status)
        return status.st_mode & 0o777
    }

    @Test func whatIsWrittenIsRead() throws {
        let folder = try Folder()
        for size in [0, 1, 100_000] {
            let contents = (0..<size).map { UInt8(truncatingIfNeeded: $0 * 7) }
            try FileAccess.writeAtomically(folder.path + "/θ.npy", contents)
            #expect(try FileAccess.read(folder.path + "/θ.npy") == contents)
        }
        #expect(folder.entries == ["θ.npy"])
    }

    @Test func permissionsAreKept() throws {
        let folder = try Folder()
        let path = folder.path + "/x"
        try FileAccess.writeAtomically(path, [1])
        let mask = umask(0)
        umask(mask)
        #expect(mode(path) == 0o666 & ~mask)
        chmod(path, 0o640)
        try FileAccess.writeAtomically(path, [2])
        #expect(mode(path) == 0o640)
    }

    @Test func aSymbolicLinkStaysOne() throws {
        let folder = try Folder()
        try FileAccess.writeAtomically(folder.path + "/target", [1])
        symlink("target", folder.path + "/link")
        try FileAccess.writeAtomically(folder.path + "/link", [2])
        #expect(try FileAccess.read(folder.path + "/target") == [2])
        var status = stat()
        lstat(folder.path + "/link", &status)
        #expect(status.st_mode & S_IFMT == S_IFLNK)
    }

    @Test func errorsSayWhatTheSystemSays() throws {
        let folder = try Folder()
        let path = folder.path
        #expect(message { try FileAccess.read(path + "/none") } == "cannot read '\(path)/none': there is no such file")
        #expect(message { try FileAccess.read(path) } == "cannot read '\(path)': it is a directory")
        #expect(message { try FileAccess.read("/dev/null") } == "cannot read '/dev/null': it is not a regular file")
        #expect(message { try FileAccess.read("") } == "the path is empty")
        #expect(message { try FileAccess.read("a\0b") }?.contains("zero character") == true)
        for path in [path, "/dev/null", path + "/none/x", ""] {
            #expect(message { try FileAccess.checkWritable(path) } == message { try FileAccess.writeAtomically(path, []) })
        }
        #expect(message { try FileAccess.checkWritable(path + "/new") } == nil)
        #expect(message { try FileAccess.writeAtomically(path, []) } == "cannot write '\(path)': it is a directory")
        #expect(message { try FileAccess.writeAtomically("/dev/null", []) }?.contains("not a regular file") == true)
        #expect(message { try FileAccess.writeAtomically(path + "/none/x", []) }?.contains("its folder does not exist") == true)
        try FileAccess.writeAtomically(path + "/file", [])
        #expect(message { try FileAccess.writeAtomically(path + "/file/x", []) }?.contains("not a directory") == true)
        mkfifo(path + "/pipe", 0o600)
        #expect(message { try FileAccess.read(path + "/pipe") }?.contains("not a regular file") == true)
    }

    @Test(.enabled(if: geteuid() != 0, "root may do everything"))
    func withoutPermission() throws {
        let folder = try Folder()
        let path = folder.path + "/x"
        try FileAccess.writeAtomically(path, [1])
        chmod(path, 0o444)
        #expect(message { try FileAccess.writeAtomically(path, [2]) }?.contains("permission denied") == true)
        chmod(path, 0)
        #expect(message { try FileAccess.read(path) }?.contains("permission denied") == true)
    }

    /// Where files may not grow, the old file stays, and nothing is left beside it. In a process of its own, since the limit
    /// holds for the whole process.
    @Test func aFailedWriteChangesNothing() async {
        await #expect(processExitsWith: .success) {
            let folder = try Folder()
            let path = folder.path + "/x"
            try FileAccess.writeAtomically(path, [1, 2, 3])
            var limit = rlimit(rlim_cur: 1000, rlim_max: 1000)
            #expect(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            let found = message { try FileAccess.writeAtomically(path, [UInt8](repeating: 0, count: 100_000)) }
            #expect(found == "cannot write '\(path)': it would be larger than files may be; nothing was changed")
            #expect(try FileAccess.read(path) == [1, 2, 3])
            #expect(folder.entries == ["x"])
        }
    }

    /// A process that is ended while it writes leaves the old file or the new one, whole.
    @Test func anInterruptedWriteLeavesAWholeFile() async throws {
        let folder = try Folder()
        let path = folder.path + "/x"
        try FileAccess.writeAtomically(path, [1, 2, 3])
        setenv("HESSE_TEST_PATH", path, 1)
        await #expect(processExitsWith: .signal(SIGALRM)) {
            let path = try String(cString: #require(getenv("HESSE_TEST_PATH")))
            let large = [UInt8](repeating: 7, count: 1 << 26)
            signal(SIGALRM, SIG_DFL)
            var timer = itimerval(it_interval: timeval(), it_value: timeval(tv_sec: 0, tv_usec: 20_000))
            setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
            while true { try FileAccess.writeAtomically(path, large) }
        }
        let found = try FileAccess.read(path)
        #expect(found == [1, 2, 3] || found == [UInt8](repeating: 7, count: 1 << 26))
    }

    /// As somebody to whom the folder is closed, in a process of its own.
    @Test func anUnwritableFolderChangesNothing() async throws {
        let folder = try Folder()
        let path = folder.path + "/x"
        try FileAccess.writeAtomically(path, [1, 2, 3])
        chmod(path, 0o666)
        chmod(folder.path, 0o555)
        setenv("HESSE_TEST_PATH", path, 1)
        await #expect(processExitsWith: .success) {
            let path = try String(cString: #require(getenv("HESSE_TEST_PATH")))
            if geteuid() == 0 { #expect(setuid(65534) == 0) }
            for target in [path, path + "2"] {
                #expect(message { try FileAccess.writeAtomically(target, [4]) } == "cannot write '\(target)': permission denied")
            }
        }
        #expect(try FileAccess.read(path) == [1, 2, 3])
        #expect(folder.entries == ["x"])
    }

    @Test(.enabled(if: mayMount, "a small disk of its own needs root's rights"))
    func aFullDiskChangesNothing() throws {
        let folder = try Folder()
        try #require(system("mount -t tmpfs -o size=64k none '\(folder.path)'") == 0)
        defer { system("umount '\(folder.path)'") }
        let path = folder.path + "/x"
        try FileAccess.writeAtomically(path, [1, 2, 3])
        let found = message { try FileAccess.writeAtomically(path, [UInt8](repeating: 0, count: 100_000)) }
        #expect(found == "cannot write '\(path)': the disk is full; nothing was changed")
        #expect(try FileAccess.read(path) == [1, 2, 3])
        #expect(folder.entries == ["x"])
    }

    private static let mayMount: Bool = {
        guard geteuid() == 0, let folder = try? Folder() else { return false }
        guard system("mount -t tmpfs -o size=64k none '\(folder.path)' 2>/dev/null") == 0 else { return false }
        return system("umount '\(folder.path)'") == 0
    }()
}
