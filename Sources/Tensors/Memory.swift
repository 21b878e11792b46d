#if canImport(Glibc)
    import Glibc
#endif

/// What the machine has left, asked before a large request is touched: the kernel grants more than there is and kills
/// the process when it is used.
public enum Memory {
    /// Requests below this many bytes are granted without asking.
    static let smallRequest = 16 << 20

    /// Bytes that can still be allocated: the least of what the machine, the control group, and the process's limit of address space
    /// (`ulimit -v`) leave.
    public static func available() -> Int {
        var best = Int.max
        if let text = readSmallFile("/proc/meminfo"), let kilobytes = number(after: "MemAvailable:", in: text) {
            best = min(best, kilobytes.multipliedReportingOverflow(by: 1024).partialValue)
        }
        if let limit = readSmallFile("/sys/fs/cgroup/memory.max").flatMap(firstNumber),
            let used = readSmallFile("/sys/fs/cgroup/memory.current").flatMap(firstNumber)
        {
            best = min(best, max(0, limit - used))
        }
        var space = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &space) == 0, let limit = Int(exactly: space.rlim_cur),
            let pages = readSmallFile("/proc/self/statm").flatMap(firstNumber)
        {
            best = min(best, max(0, limit - pages * Int(sysconf(Int32(_SC_PAGESIZE)))))
        }
        return best
    }

    /// Throws if `bytes` more than are available are asked for.
    public static func check(_ bytes: Int) throws {
        guard bytes >= smallRequest else { return }
        let left = available()
        if bytes > left - left / 16 {
            throw TensorError(
                "not enough memory: \(describe(bytes)) are needed, \(describe(left)) are available",
                hint: "use fewer elements, or float32")
        }
    }

    /// A size as people say it: `1.5 GB`.
    public static func describe(_ bytes: Int) -> String {
        let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]
        var value = Double(bytes)
        var unit = 0
        while value >= 1000, unit + 1 < units.count {
            value /= 1000
            unit += 1
        }
        let tenths = (value * 10).rounded() / 10
        return tenths == tenths.rounded() ? "\(Int(tenths)) \(units[unit])" : "\(tenths) \(units[unit])"
    }

    private static func readSmallFile(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    private static func firstNumber(_ text: String) -> Int? {
        Int(text.drop { !$0.isNumber }.prefix { $0.isNumber })
    }

    private static func number(after key: String, in text: String) -> Int? {
        for line in text.split(separator: "\n") where line.hasPrefix(key) { return firstNumber(String(line)) }
        return nil
    }
}
