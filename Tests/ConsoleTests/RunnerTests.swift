import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// The command as shells and scripts meet it.
@Suite struct RunnerTests {
    @Test func runsTextAndPrintsItsValue() throws {
        let value = try runHesse(["-e", "x = 3; x + 0.5"])
        #expect(value.output == "3.5\n" && value.errors == "" && value.status == 0)
        for code in ["1 + 1;", "x = 1", "none", "print(1);"] {
            #expect(try runHesse(["-e", code]).output == (code.hasPrefix("print") ? "1\n" : ""), "\(code)")
        }
        #expect(try runHesse(["-e", "args", "a", "--seed", "b"]).output == "[\"a\", \"--seed\", \"b\"]\n")
    }

    @Test func runsScriptsWithTheirArguments() throws {
        let folder = TemporaryFolder()
        let script = folder.file("s.hesse", "#!/usr/bin/env hesse\nprint(args)\n1 + 1\n")
        let result = try runHesse(["--quiet", "--no-color", script, "--threads", "x"])
        #expect(result.output == "[\"--threads\", \"x\"]\n" && result.status == 0)
        _ = folder.file("helper.hesse", "double(x) = 2 * x\n")
        let importer = folder.file("t.hesse", "import helper\nprint(helper.double(21))\n")
        #expect(try runHesse([importer]).output == "42\n")
    }

    @Test func standardInputThatIsNoTerminalIsAProgram() throws {
        #expect(try runHesse([], input: "print(1)\n2\n").output == "1\n")
        #expect(try runHesse(["-", "a"], input: "print(args)").output == "[\"a\"]\n")
        #expect(try runHesse([], input: "").status == 0)
        // Nothing of a prompt, nor of a terminal.
        #expect(!(try runHesse([], input: "1 + ")).errors.contains("\u{1B}"))
    }

    @Test func exitCodesTellWhatHappened() throws {
        #expect(try runHesse(["-e", "1"]).status == 0)
        let failed = try runHesse(["-e", "a = 1\nb = a + zz"])
        #expect(failed.status == 1 && failed.output == "")
        #expect(failed.errors.hasPrefix("error: unknown name `zz`") && failed.errors.contains("-e:2:9"))
        let wrong = try runHesse(["-e", "x = )"])
        #expect(wrong.status == 1 && wrong.errors.contains("-e:1:5"))
        for arguments in [["--bogus"], ["--seed", "x", "-e", "1"], ["--threads", "0", "-e", "1"], ["/nowhere/x.hesse"], ["-e"]] {
            let refused = try runHesse(arguments)
            #expect(refused.status == 2 && refused.errors.hasPrefix("error: "), "\(arguments)")
            #expect(refused.output == "")
        }
    }

    /// The call that is left goes on while the process ends.
    @Test func interruptionEndsALongCallWith130() throws {
        // More than any buffer holds, so that it is seen before the call.
        let program = "s = \"x\"; for i in range(18) { s = s + s }\nA = randn(2000, 2000); print(s); eigh(A)"
        let result = try runHesse(["-e", program], interruptAfter: 200_000)
        #expect(result.status == 130)
        #expect(result.errors.contains("note: interrupted"))
    }

    @Test func interruptionEndsAScriptWith130() throws {
        // The loop prints until the pipe has enough, so that the interruption finds it running.
        let result = try runHesse(["-e", "i = 0; while true { i = i + 1; print(i) }"], interruptAfter: 100_000)
        #expect(result.status == 130)
        #expect(result.errors.contains("note: interrupted"))
        // What was printed is complete up to the last line.
        #expect(result.output.hasSuffix("\n"))
    }

    @Test func aLimitOfAddressSpaceIsHeeded() throws {
        let limited = { (program: String, kilobytes: Int) in
            try runHesse(["-e", program], shell: "ulimit -v \(kilobytes); exec \"$0\" \"$@\"")
        }
        #expect(try limited("1 + 1", 400_000).output == "2\n")
        let large = try limited("x = zeros(1e9)", 4_000_000)
        #expect(large.status == 1 && large.errors.contains("not enough memory: 8 GB are needed"))
        let list = try limited("try { list(range(1e9)) } catch e { print(e.message) }; 1 + 1", 4_000_000)
        #expect(list.status == 0 && list.output.hasSuffix("2\n") && list.output.hasPrefix("not enough memory"))
    }

    /// What is opened later does not take the place of a closed stream.
    @Test(arguments: [
        ("error(\"x\")", ">&- 2>&-", 1 as Int32), ("(", "<&- 2>&-", 1), ("for i in range(200000) { print(i) }", "<&- >&-", 1),
        ("print(1)", ">&-", 1), ("print(1)", "<&- 2>&-", 0),
    ]) func closedStreams(_ program: String, _ closed: String, _ status: Int32) throws {
        #expect(try runHesse(["-e", program], shell: "exec \"$0\" \"$@\" \(closed)").status == status)
    }

    @Test func closedInputIsSaid() throws {
        #expect(try runHesse(["-"], shell: "exec \"$0\" \"$@\" <&-").errors.contains("Bad file descriptor"))
    }

    @Test func interruptionEndsAnExpressionWith130() throws {
        for _ in 0..<4 {
            let result = try runHesse(["-e", "print(\".\" * 200_000); list(range(3_000_000))"], interruptAfter: 100_000)
            #expect(result.status == 130 && result.errors.contains("note: interrupted"))
        }
    }

    @Test func interruptionOfASaveLeavesTheOldFile() throws {
        let folder = TemporaryFolder()
        let path = folder.path + "/x.csv"
        let program = "x = zeros(3e6)\nsave('\(path)', [1])\nprint('.' * 200_000)\nwhile true { save('\(path)', x) }"
        let result = try runHesse(["-e", program], interruptAfter: 100_000)
        #expect(result.status == 130)
        #expect(folder.contents == ["x.csv"])
    }

    @Test func outputPrecedesTheErrorThatFollowsIt() throws {
        let folder = TemporaryFolder()
        let script = folder.file("both.hesse", "print(\"before\")\nzz\n")
        let ends = try makePipe()
        let process = try spawnHesse([script], environment: [:]) { actions in
            posix_spawn_file_actions_adddup2(actions, ends[1], 1)
            posix_spawn_file_actions_adddup2(actions, ends[1], 2)
        }
        close(ends[1])
        var buffer = [UInt8](repeating: 0, count: 4096)
        var text: [UInt8] = []
        while case let count = read(ends[0], &buffer, buffer.count), count > 0 { text += buffer[..<count] }
        close(ends[0])
        #expect(exitCode(of: process) == 1)
        #expect(String(decoding: text, as: UTF8.self).hasPrefix("before\nerror: "))
    }

    @Test func aReaderThatGoesEndsTheProgramQuietly() throws {
        let ends = try makePipe()
        let errors = try makePipe()
        let process = try spawnHesse(["-e", "while true { print(\"y\") }"], environment: [:]) { actions in
            posix_spawn_file_actions_adddup2(actions, ends[1], 1)
            posix_spawn_file_actions_adddup2(actions, errors[1], 2)
        }
        close(ends[1])
        close(errors[1])
        var byte: UInt8 = 0
        #expect(read(ends[0], &byte, 1) == 1)
        close(ends[0])
        #expect(exitCode(of: process) == 0)
        #expect(read(errors[0], &byte, 1) == 0)
        close(errors[0])
    }

    @Test func aFullDiskIsAnError() throws {
        let errors = try makePipe()
        let process = try spawnHesse(["-e", "1"], environment: [:]) { actions in
            posix_spawn_file_actions_addopen(actions, 1, "/dev/full", O_WRONLY, 0)
            posix_spawn_file_actions_adddup2(actions, errors[1], 2)
        }
        close(errors[1])
        #expect(exitCode(of: process) == 1)
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(errors[0], &buffer, buffer.count)
        close(errors[0])
        #expect(String(decoding: buffer[..<max(count, 0)], as: UTF8.self).hasPrefix("error: cannot write to the standard output"))
    }

    @Test func helpAndVersionGoToStandardOutput() throws {
        let help = try runHesse(["--help"])
        #expect(help.status == 0 && help.output.contains("--threads") && help.errors == "")
        #expect(try runHesse(["--version"]).output.hasPrefix("hesse "))
        #expect(try runHesse(["--version", "--verbose"]).output.contains("readline: 8"))
    }
}
