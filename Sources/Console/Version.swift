import CCairo
import CGif
import CProcessor
import CReadline
import CZlib
import Kernels

#if canImport(Glibc)
    import Glibc
#endif

/// What `--version` says.
public enum Version {
    /// The version of Hesse.
    public static let number = "0.1.0"

    /// `hesse 0.1.0`; verbose, also what it runs on.
    public static func text(isVerbose: Bool) -> String {
        var lines = ["hesse \(number)"]
        if isVerbose {
            let pinned = Terminal.environment("OPENBLAS_CORETYPE").map { ", pinned by OPENBLAS_CORETYPE=\($0)" } ?? ""
            lines += [
                "BLAS: \(BLASLibrary.configuration.trimmingBlanks); core \(BLASLibrary.core)\(pinned)",
                "readline: \(String(cString: hesse_readline_version()))",
                "cairo: \(cairo_version_string().map { String(cString: $0) } ?? "unknown")",
                "giflib: \(GIFLIB_MAJOR).\(GIFLIB_MINOR).\(GIFLIB_RELEASE)",
                "zlib: \(zlibVersion().map { String(cString: $0) } ?? "unknown")",
                "CPU: \(Processor.model), \(ThreadPool.shared.threadCount) threads",
                "built for: \(Processor.features.joined(separator: " "))",
                "standard library: \(StandardLibrary.folder ?? "none")",
            ]
        }
        return lines.joined(separator: "\n")
    }
}

/// The CPU, and the features of it that the binary was built for.
public enum Processor {
    /// All features that code may use.
    public static var features: [String] {
        var names: [String] = []
        while let name = hesse_cpu_feature(Int32(names.count)) { names.append(String(cString: name)) }
        return names
    }

    /// The first that this CPU, or its system, lacks; nil if it has them all.
    ///
    /// To be asked before anything else: code of the hot loops may end in an illegal instruction otherwise.
    public static var missingFeature: String? { hesse_missing_cpu_feature().map { String(cString: $0) } }

    /// What the system calls it.
    static var model: String {
        guard let bytes = try? ByteReader.read(file: "/proc/cpuinfo") else { return "unknown" }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix("model name") }), let colon = line.firstIndex(of: ":") else {
            return "unknown"
        }
        return line[line.index(after: colon)...].trimmingBlanks
    }
}
