import Console

#if canImport(Glibc)
    import Glibc
#endif

Terminal.reserveClosedStreams()
if let feature = Processor.missingFeature {
    exit(
        Runner.refuse(
            "this binary was built for a CPU with \(feature), which this one lacks", hint: "build it on this machine",
            status: ExitStatus.failure))
}
let status = Hesse.run(Array(CommandLine.arguments.dropFirst()))
fflush(nil)
// Not `exit`: OpenBLAS would wait for threads of its own, for ever where a limit of address space has kept them from starting.
_exit(status)
