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
        #expect(terminal.wait(for: "1│ a + bb\n │     ^^"))
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
}
