import CProcessor
import CReadline
import Kernels

/// What `--version` says.
public enum Version {
    /// The version of Hesse.
    public static let number = "0.1.0"

    /// `hesse 0.1.0`; verbose, also what it runs on.
    public static func text(isVerbose: Bool) -> String {
        var lines = ["hesse \(number)"]
        if isVerbose {
            lines.append("readline: \(String(cString: hesse_readline_version()))")
            lines.append("threads: \(ThreadPool.shared.threadCount)")
            lines.append("built for: \(Processor.features.joined(separator: " "))")
            lines.append("standard library: \(StandardLibrary.folder ?? "none")")
        }
        return lines.joined(separator: "\n")
    }
}

/// The features of the CPU that the binary was built for.
public enum Processor {
    /// All of them.
    public static var features: [String] {
        var names: [String] = []
        while let name = hesse_cpu_feature(Int32(names.count)) { names.append(String(cString: name)) }
        return names
    }

    /// The first that this CPU, or its system, lacks; nil if it has them all.
    ///
    /// To be asked before anything else: code of the hot loops may end in an illegal instruction otherwise.
    public static var missingFeature: String? { hesse_missing_cpu_feature().map { String(cString: $0) } }
}
