import Glibc
import Synchronization
import Tensors

/// Whole files, read and replaced. Errors say what the system says, in words, with the path.
public enum FileAccess {
    /// Bytes that are read or written before an interrupt is looked for.
    private static let piece = 16 << 20

    /// The file's bytes. They are read, not mapped: a file that shrinks meanwhile must not end the process.
    ///
    /// Throws `FormatError` for what is missing, not permitted or no regular file, `TensorError` where memory does not suffice.
    public static func read(_ path: String) throws -> [UInt8] {
        try checkPath(path)
        // A pipe without a writer must not be waited for; regular files do not mind the flag.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw failure("cannot read", path) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure("cannot read", path) }
        try checkRegular(status, "cannot read", path)
        let size = Int(status.st_size)
        try Memory.check(size)
        return try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                try Interrupt.check()
                let got = Glibc.read(file, buffer.baseAddress.map { $0 + count }, min(size - count, piece))
                if got < 0, errno == EINTR { continue }
                guard got >= 0 else { throw failure("cannot read", path) }
                guard got > 0 else { throw FormatError("cannot read '\(path)': it was cut while it was being read") }
                count += got
            }
        }
    }

    /// Replaces the file by one with these bytes when that is complete and on disk; until then, and where it fails, the old one
    /// stays as it was. The old one's permissions are kept; a symbolic link stays one.
    ///
    /// Throws `FormatError` for a full disk, a missing folder, a lack of permission, and for what is no regular file.
    public static func writeAtomically(_ path: String, _ bytes: [UInt8]) throws {
        try checkPath(path)
        _ = ignoreSizeSignal
        var target = path
        let old = try replaced(path)
        if old != nil, let resolved = realpath(path, nil) {
            target = String(cString: resolved)
            free(resolved)
        }
        defer { unfinished.withLock { $0 = nil } }
        let (file, temporary) = try createBeside(target, reportedAs: path)
        do {
            defer { close(file) }
            if let old {
                _ = fchown(file, old.st_uid, old.st_gid)  // who may not, becomes the owner
                guard fchmod(file, old.st_mode & 0o7777) == 0 else { throw failure("cannot write", path) }
            }
            try write(bytes, to: file, path)
            guard fsync(file) == 0 else { throw failure("cannot write", path) }
            guard rename(temporary, target) == 0 else { throw failure("cannot write", path) }
        } catch {
            unlink(temporary)
            throw error
        }
        // The new name is on disk only with its folder; a file system that cannot say so has done what it can.
        let folder = open(directory(of: target), O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
    }

    /// Throws what ``writeAtomically(_:_:)`` would throw for this path, as far as that can be known before: for work that ends in
    /// a file, and takes long.
    public static func checkWritable(_ path: String) throws {
        try checkPath(path)
        if try replaced(path) != nil { return }
        guard access(directory(of: path), W_OK | X_OK) == 0 else { throw failure("cannot write", path) }
    }

    /// The regular file that is at the path, and may be written; nil for none.
    private static func replaced(_ path: String) throws -> stat? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno == ENOENT else { throw failure("cannot write", path) }
            return nil
        }
        try checkRegular(status, "cannot write", path)
        guard access(path, W_OK) == 0 else { throw failure("cannot write", path) }
        return status
    }

    /// The file that is being written.
    private static let unfinished = Mutex<String?>(nil)

    /// Removes the file that another thread is writing: for the end of the process in the midst of it.
    public static func removeUnfinished() {
        _ = unfinished.withLockIfAvailable { path in if let path { unlink(path) } }
    }

    /// A file larger than the process may write shall be an error, not the signal that ends the process.
    private static let ignoreSizeSignal: Void = {
        signal(SIGXFSZ, SIG_IGN)
    }()

    /// A new file in the target's folder, with the permissions that a new file gets there.
    private static func createBeside(_ target: String, reportedAs path: String) throws -> (file: Int32, path: String) {
        var random = SystemRandomNumberGenerator()
        while true {
            let temporary = directory(of: target) + "/.hesse-\(String(random.next(), radix: 36))"
            unfinished.withLock { $0 = temporary }
            let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            if file >= 0 { return (file, temporary) }
            guard errno == EEXIST else { throw failure("cannot write", path) }
        }
    }

    private static func write(_ bytes: [UInt8], to file: Int32, _ path: String) throws {
        try bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                try Interrupt.check()
                let got = Glibc.write(file, buffer.baseAddress.map { $0 + done }, min(buffer.count - done, piece))
                if got < 0, errno == EINTR { continue }
                guard got >= 0 else { throw failure("cannot write", path) }
                done += got
            }
        }
    }

    private static func directory(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func checkPath(_ path: String) throws {
        guard !path.isEmpty else { throw FormatError("the path is empty") }
        guard !path.utf8.contains(0) else { throw FormatError("the path holds a zero character") }
    }

    private static func checkRegular(_ status: stat, _ what: String, _ path: String) throws {
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw FormatError("\(what) '\(path)': it is a directory")
        default: throw FormatError("\(what) '\(path)': it is not a regular file")
        }
    }

    /// The error that `errno` stands for.
    private static func failure(_ what: String, _ path: String) -> FormatError {
        let code = errno
        let (reason, hint): (String, String?) =
            switch code {
            case ENOENT where what == "cannot read": ("there is no such file", nil)
            case ENOENT: ("its folder does not exist", "make the folder first")
            case EACCES, EPERM: ("permission denied", nil)
            case EISDIR: ("it is a directory", nil)
            case ENOTDIR: ("a part of its path is not a directory", nil)
            case ENOSPC, EDQUOT: ("the disk is full; nothing was changed", nil)
            case EFBIG: ("it would be larger than files may be; nothing was changed", nil)
            default: (String(cString: strerror(code)), nil)
            }
        return FormatError("\(what) '\(path)': \(reason)", hint: hint)
    }
}
