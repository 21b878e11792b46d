#if canImport(Glibc)
    import Glibc
#endif

/// Where the prompt keeps what was typed.
enum History {
    /// `$XDG_STATE_HOME/hesse/history`, by default below `~/.local/state`; folders that are missing are made. Nil if there
    /// is no home: then nothing is kept.
    static func path() -> String? {
        var base: String
        if let state = Terminal.environment("XDG_STATE_HOME"), state.hasPrefix("/") {
            base = state
        } else if let home = Terminal.environment("HOME") {
            base = home + "/.local/state"
        } else {
            return nil
        }
        base += "/hesse"
        var folder = ""
        for part in base.split(separator: "/") {
            folder += "/" + part
            mkdir(folder, 0o700)
        }
        return base + "/history"
    }
}
