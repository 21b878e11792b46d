import Console

#if canImport(Glibc)
    import Glibc
#endif

if let feature = Processor.missingFeature {
    exit(
        Runner.refuse(
            "this binary was built for a CPU with \(feature), which this one lacks", hint: "build it on this machine",
            status: ExitStatus.failure))
}
exit(Hesse.run(Array(CommandLine.arguments.dropFirst())))
