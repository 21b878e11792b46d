import Glibc
import Tensors
import Testing

@testable import Formats

/// Damaged files give a value or an error, never a trap and never an absurd request for memory.
///
/// Every format's samples are changed at random for `HESSE_FUZZ_SECONDS` in all (3 unless set); the seed is fixed.
@Suite struct FuzzTests {
    private struct Target {
        let name: String
        let samples: [[UInt8]]
        let decode: ([UInt8]) throws -> Void
    }

    private func targets() throws -> [Target] {
        let arrays = try NPZTests.sample()
        let table = Array("# x y\n1.5,-2e3\nnan,inf\n".utf8)
        let json = Array(#"{"a": [1, 2.5e-3, "é\u00e9\ud83d\ude00", null, true], "b": {"c": []}, "d": NaN}"#.utf8)
        let idx = bytes(hex: "0000 08 02 00000002 00000003 000102 fdfeff")
        let gzip = bytes(hex: "1f8b0800000000000203 6360e0606460606062e70000 ecb206d4 0a000000")
        let npyFiles =
            arrays.values.map { NPY.encode($0) } + [
                npy("{'descr': '>f2', 'fortran_order': True, 'shape': (2, 1)}", [0, 1, 2, 3])
            ]
        return [
            Target(name: "npy", samples: npyFiles) { _ = try NPY.decode($0) },
            Target(name: "npy as bool", samples: npyFiles) { _ = try NPY.decode($0, dtype: .bool) },
            Target(name: "npz", samples: [try NPZ.encode(arrays), try NPZ.encode(arrays, isCompressed: true)]) {
                _ = try NPZ.decode($0)
            },
            Target(name: "safetensors", samples: [try Safetensors.encode(arrays)]) { _ = try Safetensors.decode($0) },
            Target(name: "json", samples: [json]) { _ = try JSON.encode(JSON.decode($0)) },
            Target(name: "csv", samples: [table, Array("1;2\n3;4".utf8)]) { _ = try CSV.encode(CSV.decode($0)) },
            Target(name: "idx", samples: [idx, gzip]) { _ = try IDX.decode($0) },
            Target(name: "cifar", samples: [[UInt8](repeating: 1, count: 3073)]) { _ = try CIFAR10.decode($0) },
        ]
    }

    @Test func damagedFilesNeverTrap() throws {
        let seconds = getenv("HESSE_FUZZ_SECONDS").flatMap { Double(String(cString: $0)) } ?? 3
        let targets = try targets()
        var generator = SplitMix(seed: 42)
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: .seconds(seconds))
        var (values, errors) = (0, 0)
        repeat {
            for target in targets {
                guard let sample = target.samples.randomElement(using: &generator) else { continue }
                let damaged = mutate(sample, &generator)
                do {
                    try target.decode(damaged)
                    values += 1
                } catch is FormatError {
                    errors += 1
                } catch { Issue.record("\(target.name): \(error)") }
            }
        } while clock.now < end
        #expect(errors > values / 10, "\(errors) errors, \(values) values")
    }

    /// One to four changes: bits, bytes at the edges of their range, spans removed, doubled or moved, digits, truncation.
    private func mutate(_ sample: [UInt8], _ generator: inout SplitMix) -> [UInt8] {
        var file = sample
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            guard !file.isEmpty else { break }
            let place = Int.random(in: 0..<file.count, using: &generator)
            let span = place..<min(file.count, place + Int.random(in: 1...16, using: &generator))
            switch Int.random(in: 0..<8, using: &generator) {
            case 0: file[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 1: file[place] = [0, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
            case 2: file[place] = UInt8.random(in: .min ... .max, using: &generator)
            case 3: file.removeSubrange(span)
            case 4: file.insert(contentsOf: file[span], at: place)
            case 5: file.replaceSubrange(span, with: [UInt8](repeating: 0xFF, count: span.count))
            case 6: file[place] = UInt8(ascii: "9")
            default: file.removeSubrange(place...)
            }
        }
        return file
    }
}
