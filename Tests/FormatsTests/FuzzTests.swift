import Glibc
import Tensors
import Testing

@testable import Formats

/// A format to be fuzzed: what reads its files, and gives what they hold in a form that can be read again.
struct FuzzTarget: Sendable, CustomTestStringConvertible {
    let name: String
    let decode: @Sendable ([UInt8]) throws -> [Tensor]
    /// The file of what another file holds, where the format is written here; nil where it is only read.
    let recode: (@Sendable ([UInt8]) throws -> [UInt8])?

    var testDescription: String { name }

    static let all: [FuzzTarget] = [
        FuzzTarget(name: "npy") {
            [try NPY.decode($0)]
        } recode: {
            NPY.encode(try NPY.decode($0))
        },
        FuzzTarget(name: "npy-as-bool") { [try NPY.decode($0, dtype: .bool)] },
        FuzzTarget(name: "npz") {
            Array(try NPZ.decode($0).values)
        } recode: {
            try NPZ.encode(NPZ.decode($0), isCompressed: true)
        },
        FuzzTarget(name: "safetensors") {
            Array(try Safetensors.decode($0).values)
        } recode: {
            try Safetensors.encode(Safetensors.decode($0))
        },
        FuzzTarget(name: "csv") {
            [try CSV.decode($0)]
        } recode: {
            try CSV.encode(CSV.decode($0))
        },
        FuzzTarget(name: "csv-as-int64") { [try CSV.decode($0, dtype: .int64, skip: 1)] },
        FuzzTarget(name: "json") {
            _ = try JSON.decode($0)
            return []
        } recode: {
            try JSON.encode(JSON.decode($0))
        },
        FuzzTarget(name: "idx") { [try IDX.decode($0)] },
        FuzzTarget(name: "cifar") {
            let (images, labels) = try CIFAR10.decode($0)
            return [images, labels]
        },
    ]

    init(
        name: String, decode: @escaping @Sendable ([UInt8]) throws -> [Tensor],
        recode: (@Sendable ([UInt8]) throws -> [UInt8])? = nil
    ) {
        self.name = name
        self.decode = decode
        self.recode = recode
    }

    /// The part of the corpus that the target reads: `npy-as-bool` reads that of `npy`.
    var format: String { name.split(separator: "-").first.map(String.init) ?? name }

    /// What is wrong with the way in which the file is read or refused; nil if nothing is.
    func complaint(_ file: [UInt8]) -> String? {
        do {
            let tensors = try decode(file)
            guard let recode else { return nil }
            // A file with a lone surrogate, say, may be read and yet not be written: that is an error, too, and no loss.
            guard let written = try? recode(file) else { return nil }
            let again = try decode(written)
            let isSame = tensors.count == again.count && zip(tensors, again).allSatisfy(isIdentical)
            return isSame ? nil : "what was read and written is not the same"
        } catch let error as FormatError {
            return error.message.isEmpty ? "an error without a word" : nil
        } catch {
            return "\(error)"
        }
    }
}

/// Damaged files give a value or an error, never a trap and never an absurd request for memory; what can be read and is written
/// again is the same.
///
/// The samples of each format are those of the folder `Corpus`: files that NumPy, Python and the safetensors library wrote, and what
/// was found by fuzzing. They are changed at random for `HESSE_FUZZ_SECONDS` a format (1 unless set), from a fresh seed or from
/// `HESSE_FUZZ_SEED`. The file at hand is in the place that is named at the beginning, where it is found after a crash; what fails is
/// put into the corpus, to stay there.
@Suite(.serialized) struct FuzzTests {
    private static let corpus =
        #filePath.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/Corpus"

    /// The files of the corpus whose names begin with the format's.
    private static func samples(_ target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        guard let folder = opendir(corpus) else { return [] }
        defer { closedir(folder) }
        var names = [String]()
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix(target.format + "-") { names.append(name) }
        }
        return try names.sorted().map { ($0, try FileAccess.read(corpus + "/" + $0)) }
    }

    @Test(arguments: FuzzTarget.all) func theCorpusIsReadOrRefused(_ target: FuzzTarget) throws {
        let samples = try FuzzTests.samples(target)
        #expect(!samples.isEmpty)
        for (name, bytes) in samples {
            #expect(target.complaint(bytes) == nil, "\(name)")
            guard target.name == target.format else { continue }
            let refusal = message { try target.decode(bytes) }
            #expect(name.contains("-bad-") == (refusal != nil), "\(name): \(refusal ?? "was read")")
        }
    }

    @Test(arguments: FuzzTarget.all) func damagedFilesNeverTrap(_ target: FuzzTarget) throws {
        let seconds = environment("HESSE_FUZZ_SECONDS").flatMap(Double.init) ?? 1
        let seed = environment("HESSE_FUZZ_SEED").flatMap(UInt64.init) ?? .random(in: 1...UInt64.max)
        let place = "/tmp/hesse-fuzz-\(getpid()).\(target.format)"
        print("\(target.name) fuzz: HESSE_FUZZ_SEED=\(seed), the file at hand is in \(place)")
        fflush(nil)
        let samples = try FuzzTests.samples(target).map(\.bytes)
        let hand = open(place, O_RDWR | O_CREAT | O_TRUNC, 0o600)
        defer {
            close(hand)
            unlink(place)
        }
        var generator = SplitMix(seed: seed)
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: .seconds(seconds))
        repeat {
            guard let sample = samples.randomElement(using: &generator) else { break }
            let other = samples.randomElement(using: &generator) ?? sample
            let damaged = mutate(sample, other, &generator)
            ftruncate(hand, 0)
            pwrite(hand, damaged, damaged.count, 0)
            guard let complaint = target.complaint(damaged) else { continue }
            let kept = "\(FuzzTests.corpus)/\(target.format)-found-\(String(generator.next(), radix: 36))"
            try FileAccess.writeAtomically(kept, damaged)
            Issue.record("\(target.name), seed \(seed): \(complaint); the file is \(kept)")
            break
        } while clock.now < end
    }

    private func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// One to four changes: bits, bytes at the edges of their range, spans removed, doubled, moved or taken from another file, digits,
    /// truncation.
    private func mutate(_ sample: [UInt8], _ other: [UInt8], _ generator: inout SplitMix) -> [UInt8] {
        var file = sample
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            guard !file.isEmpty else { break }
            let place = Int.random(in: 0..<file.count, using: &generator)
            let span = place..<min(file.count, place + Int.random(in: 1...16, using: &generator))
            switch Int.random(in: 0..<10, using: &generator) {
            case 0: file[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 1: file[place] = [0, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
            case 2: file[place] = UInt8.random(in: .min ... .max, using: &generator)
            case 3: file.removeSubrange(span)
            case 4: file.insert(contentsOf: file[span], at: place)
            case 5: file.replaceSubrange(span, with: [UInt8](repeating: 0xFF, count: span.count))
            case 6: file[place] = UInt8.random(in: UInt8(ascii: "0")...UInt8(ascii: "9"), using: &generator)
            case 7: file.removeSubrange(place...)
            case 8:
                let start = Int.random(in: 0...other.count, using: &generator)
                file.insert(contentsOf: other[start..<min(other.count, start + span.count)], at: place)
            default: file[place] = "{}[](),:\"'-.eE \n\\".utf8.randomElement(using: &generator) ?? 0
            }
        }
        return file
    }
}
