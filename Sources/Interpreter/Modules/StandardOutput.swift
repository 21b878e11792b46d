/// Standard output.
public enum StandardOutput {
    public static func write(_ text: String) { print(text, terminator: "") }
}
