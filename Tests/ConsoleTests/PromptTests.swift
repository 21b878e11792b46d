import Testing

/// The prompt, driven as a person drives it.
@Suite(.serialized) struct PromptTests {
    @Test func echoesValuesButNotSilencedOnes() throws {
        let terminal = try PseudoTerminal()
        #expect(terminal.waitForPrompt())
        terminal.type("1 + 2" + Key.enter)
        terminal.type("x = 7" + Key.enter)
        terminal.type("x * 10;" + Key.enter)
        terminal.type("ans + 1" + Key.enter)
        terminal.type("\"{x}\"" + Key.enter)
        #expect(terminal.waitForPrompt())
        #expect(terminal.screen.lines.first?.hasPrefix("Hesse ") == true)
        #expect(
            terminal.screen.lines.suffix(9) == [
                "hesse> 1 + 2", "3", "hesse> x = 7", "hesse> x * 10;", "hesse> ans + 1", "71", "hesse> \"{x}\"", "\"7\"",
                "hesse>",
            ])
        terminal.type(Key.control("d"))
        #expect(terminal.waitForEnd() == 0)
    }

    @Test func asksForMoreWhileABracketIsOpen() throws {
        let terminal = try PseudoTerminal()
        terminal.waitForPrompt()
        terminal.type("f(x) = {" + Key.enter)
        #expect(terminal.screen.lines.last == "   ..>")
        terminal.type("    y = x + 1" + Key.enter + "    2 * y" + Key.enter + "}" + Key.enter)
        terminal.type("f(4)" + Key.enter)
        #expect(terminal.wait(for: "\n10\n"))
        // Ctrl-D inside gives what there is to the parser.
        terminal.type("g(x) = (" + Key.enter + Key.control("d"))
        #expect(terminal.wait(for: "error: "))
        #expect(terminal.waitForPrompt())
    }

    @Test func showsErrorsUnderlinedAndGoesOn() throws {
        let terminal = try PseudoTerminal()
        terminal.waitForPrompt()
        terminal.type("a = 3" + Key.enter + "a + bb" + Key.enter)
        // Beneath what was typed, which is not repeated.
        #expect(terminal.wait(for: "hesse> a + bb\n           ^^\nerror: unknown name `bb`"))
        #expect(String(decoding: terminal.transcript, as: UTF8.self).contains("\u{1B}[1;31merror\u{1B}[0m"))
        terminal.type("a" + Key.enter)
        #expect(terminal.wait(for: "hesse> a\n3\n"))
    }

    @Test func controlCStopsALoopAndKeepsTheSession() throws {
        let terminal = try PseudoTerminal()
        terminal.waitForPrompt()
        terminal.type("n = 0" + Key.enter)
        terminal.type("while true { n = n + 1 }" + Key.enter)
        for round in 1...2 {
            terminal.type(Key.control("c"))
            #expect(terminal.wait(for: "note: interrupted"), "\(round)")
            #expect(terminal.waitForPrompt(), "\(round)")
            terminal.type(Key.control("l") + "n > 0" + Key.enter)
            #expect(terminal.wait(for: "true"), "\(round)")
            terminal.type(Key.control("l") + "for i in range(10^12) { n = i }" + Key.enter)
        }
    }

    @Test func controlCGivesUpWhatIsTyped() throws {
        let terminal = try PseudoTerminal()
        terminal.waitForPrompt()
        terminal.type("half a li")
        terminal.type(Key.control("c"))
        #expect(terminal.screen.lines.suffix(2) == ["hesse> half a li^C", "hesse>"])
        terminal.type("f(" + Key.enter + "1," + Key.enter)
        terminal.type(Key.control("c"))
        #expect(terminal.screen.lines.suffix(2) == ["   ..> ^C", "hesse>"])
        // While searching.
        terminal.type(Key.control("r") + "x")
        terminal.type(Key.control("c"))
        terminal.type("40 + 2" + Key.enter)
        #expect(terminal.wait(for: "\n42\n"))
    }

    @Test func historyIsKeptAcrossSessionsAnEntryAnInput() throws {
        let home = TemporaryFolder()
        let first = try PseudoTerminal(home: home)
        first.waitForPrompt()
        first.type("#1 is a comment" + Key.enter)
        first.type("h(x) = {" + Key.enter + "  #2 doubles" + Key.enter + "  2 * x" + Key.enter + "}" + Key.enter)
        first.type("h(5)" + Key.enter + "h(5)" + Key.enter)
        first.type(Key.control("d"))
        #expect(first.waitForEnd() == 0)

        let second = try PseudoTerminal(home: home)
        second.waitForPrompt()
        // The repeated line is one entry; the definition, with the comment in it, is the one before.
        second.type(Key.up + Key.up)
        #expect(second.screen.lines.suffix(4) == ["hesse> h(x) = {", "  #2 doubles", "  2 * x", "}"])
        second.type(Key.enter + "h(21)" + Key.enter)
        #expect(second.wait(for: "\n42\n"))
        second.type(Key.control("r") + "comment")
        #expect(second.wait(for: "#1 is a comment"))
    }

    @Test func whatIsSeenIsWhatIsInTheLine() throws {
        let terminal = try PseudoTerminal(columns: 30)
        terminal.waitForPrompt()
        let top = terminal.screen.lines.count - 1
        func seen() -> String { terminal.screen.lines.dropFirst(top).joined() }
        terminal.type("θ\u{302} = 1")
        #expect(seen() == "hesse> θ\u{302} = 1")
        #expect(terminal.screen.column == 12)
        terminal.type(Key.home + "x")
        #expect(seen() == "hesse> xθ\u{302} = 1")
        #expect(terminal.screen.column == 8)
        terminal.type(Key.home)
        #expect(terminal.screen.column == 7)
        terminal.type(Key.control("k"))
        #expect(seen() == "hesse>")

        // Longer than the screen is wide, with signs of no, one and two columns.
        let long = "κ\u{302}₊ = \"漢字漢字漢字漢字\" + \"Δθ x\u{304} — ∇ℓ\" + \"漢字\""
        terminal.type(long)
        #expect(seen() == "hesse> " + long)
        terminal.type(Key.home + "λ")
        #expect(seen() == "hesse> λ" + long)
        #expect(terminal.screen.row == top && terminal.screen.column == 8)
        terminal.type(Key.control("e") + Key.control("w"))
        #expect(!seen().contains("+ \"漢字\""))
        terminal.type(Key.home + Key.control("k"))
        #expect(seen() == "hesse>")
    }

    @Test func pastedTabsAndLinesAreText() throws {
        let terminal = try PseudoTerminal()
        terminal.waitForPrompt()
        terminal.type(Key.paste("x = \"a\tb\"\ny = x"))
        terminal.type(Key.enter + "y" + Key.enter)
        #expect(terminal.wait(for: "\"a\\tb\""))
    }

    @Test func worksOnADumbTerminal() throws {
        let terminal = try PseudoTerminal(environment: ["TERM": "dumb"])
        #expect(terminal.waitForPrompt())
        terminal.type("6 * 7" + Key.enter)
        #expect(terminal.wait(for: "\n42\n"))
        terminal.type("1 +" + Key.enter + "zz" + Key.enter)
        #expect(terminal.wait(for: "unknown name `zz`"))
        #expect(!terminal.transcript.contains(0x1B))
        terminal.type("while true {}" + Key.enter)
        terminal.type(Key.control("c"))
        #expect(terminal.wait(for: "interrupted"))
        terminal.type(Key.control("d"))
        #expect(terminal.waitForEnd() == 0)
    }

    @Test func noColorMeansNone() throws {
        for (arguments, environment) in [(["--no-color"], [:]), ([], ["NO_COLOR": "1"])] {
            let terminal = try PseudoTerminal(arguments, environment: environment)
            terminal.waitForPrompt()
            terminal.type("zz" + Key.enter)
            #expect(terminal.wait(for: "unknown name"))
            let text = String(decoding: terminal.transcript, as: UTF8.self)
            #expect(!text.contains("\u{1B}[1;31m") && !text.contains("\u{1B}[1;34m"))
        }
    }

    @Test func thePromptBeginsInTheFirstColumn() throws {
        let terminal = try PseudoTerminal()
        terminal.waitForPrompt()
        terminal.type("print(\"no newline\", end=\"\")" + Key.enter)
        #expect(terminal.wait { $0.lines.suffix(2) == ["no newline", "hesse>"] })
    }

    @Test func tabCompletes() throws {
        let home = TemporaryFolder()
        _ = home.file("weights-1.csv", "1,2\n")
        let terminal = try PseudoTerminal(home: home)
        terminal.waitForPrompt()
        func line(after keys: String) -> String {
            terminal.type(Key.home + Key.control("k"))
            terminal.type(keys)
            return terminal.screen.lines.last ?? ""
        }
        #expect(line(after: "\\kappa\t") == "hesse> κ")
        #expect(line(after: "x\\hat\t\\_12\t") == "hesse> x\u{302}₁₂")
        #expect(line(after: "\\nab\t") == "hesse> ∇")
        #expect(line(after: "hutch\t") == "hesse> hutchinson")
        #expect(line(after: ":va\t") == "hesse> :vars")
        #expect(line(after: "load(\"\(home.path)/wei\t").hasSuffix("/weights-1.csv\""))
        _ = line(after: "long_name = {alpha: 1, beta: {gamma: 2}}" + Key.enter)
        terminal.waitForPrompt()
        #expect(line(after: "long_\t") == "hesse> long_name")
        #expect(line(after: "long_name.al\t") == "hesse> long_name.alpha")
        #expect(line(after: "long_name.beta.\t") == "hesse> long_name.beta.gamma")
        #expect(line(after: "f(x, width=1) = x\rf(1, wi\t") == "hesse> f(1, width=")
        #expect(line(after: "\"{long_\t") == "hesse> \"{long_name")
    }

    @Test func helpExplainsNames() throws {
        let terminal = try PseudoTerminal(rows: 60)
        terminal.waitForPrompt()
        terminal.type("?sum" + Key.enter)
        #expect(terminal.wait(for: "sum(x"))
        terminal.type("## twice its argument" + Key.enter + "g(x) = 2 * x" + Key.enter + "?g" + Key.enter)
        #expect(terminal.wait(for: "g(x)\n\ntwice its argument"))
        terminal.type("?hutchinsn" + Key.enter)
        #expect(terminal.wait(for: "did you mean `hutchinson`?"))
        terminal.type(Key.control("l") + "?" + Key.enter)
        #expect(terminal.wait(for: ":quit"))
    }

    @Test func commandsWork() throws {
        let home = TemporaryFolder()
        let script = home.file("s.hesse", "loaded = 42\n")
        let editor = home.file("editor.sh", "#!/bin/sh\necho 'h(x) = x + 100' > \"$1\"\n")
        let saved = home.path + "/saved.hesse"
        let terminal = try PseudoTerminal(columns: 100, environment: ["EDITOR": "sh \(editor)"], home: home)
        terminal.waitForPrompt()
        terminal.type(":load \(script)" + Key.enter + "loaded" + Key.enter)
        #expect(terminal.wait(for: "\n42\n"))
        terminal.type("v = zeros(3, 4)" + Key.enter + "zz" + Key.enter + ":vars" + Key.enter)
        #expect(terminal.wait(for: "v       float64 (3, 4), min 0"))
        terminal.type(":time 1 + 1" + Key.enter)
        #expect(terminal.wait(for: "\n2\ntime: "))
        terminal.type(":explain sum([1.0, 2])" + Key.enter)
        #expect(terminal.wait(for: "\nsum: float64(2,) → float64()\n"))
        terminal.type(":edit" + Key.enter + "h(1)" + Key.enter)
        #expect(terminal.wait(for: "\n101\n"))
        terminal.type("w = 3; 2 * w" + Key.enter + "u = ans + 1" + Key.enter)
        terminal.type(":save \(saved)" + Key.enter)
        terminal.type(":wrong" + Key.enter)
        #expect(terminal.wait(for: "there is no command `:wrong`"))
        terminal.type(":clear" + Key.enter + "v" + Key.enter)
        #expect(terminal.wait(for: "unknown name `v`"))
        // What gave an error is not saved; the rest runs again, and what reads `ans` has it.
        terminal.type(":load \(saved)" + Key.enter + "v.size + h(1) + u" + Key.enter)
        #expect(terminal.wait(for: "\n120\n"))
        terminal.type(":q" + Key.enter)
        #expect(terminal.waitForEnd() == 0)
    }

    @Test func largeValuesAreSummarised() throws {
        let terminal = try PseudoTerminal(columns: 100)
        terminal.waitForPrompt()
        terminal.type("ones(40, 50)" + Key.enter)
        #expect(terminal.wait(for: "float64 (40, 50), min 1, mean 1, max 1"))
        terminal.type("{W: zeros(784, 10), b: [1, 2, nan]}" + Key.enter)
        #expect(terminal.wait(for: "  W  float64 (784, 10), min 0, mean 0, max 0\n  b  [1, 2, nan]"))
    }
}
