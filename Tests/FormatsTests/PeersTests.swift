import Glibc
import OrderedCollections
import Tensors
import Testing

@testable import Formats

/// Against NumPy and the safetensors library, both ways; needs a virtual environment with both, named by `PEERS_VENV`.
@Suite(.enabled(if: getenv("PEERS_VENV") != nil, "set PEERS_VENV to a virtual environment with numpy, safetensors, ml_dtypes"))
struct PeersTests {
    /// Writes files of every kind into the folder, and what they hold into expected.json.
    private static let writer = #"""
        import json, sys, zipfile, itertools, gzip
        import numpy as np, ml_dtypes
        from numpy.lib import format as npy
        from safetensors.numpy import save_file
        folder, expected = sys.argv[1], {}
        def expect(name, a):
            a = np.asarray(a)
            kind = "bool" if a.dtype == bool else "int64" if a.dtype.kind in "iu" else "float64" if a.dtype.kind == "f" and a.itemsize == 8 else "float32"
            values = a.astype(np.float64) if kind.startswith("float") else a
            expected[name] = {"dtype": kind, "shape": list(a.shape), "values": values.ravel().tolist()}
        r = np.random.default_rng(0)
        for code, shape, order in itertools.product(
                "b1 i1 u1 <i2 >i2 <u2 >u2 <i4 >i4 <u4 >u4 <i8 >i8 <u8 >u8 <f2 >f2 <f4 >f4 <f8 >f8".split(),
                [(), (1,), (5,), (0,), (0, 3), (3, 0), (2, 3), (2, 3, 4), (1, 2, 1, 3)], "CF"):
            t = np.dtype(code)
            if t.kind == "f": a = r.standard_normal(shape) * 100
            elif t.kind == "b": a = r.integers(0, 2, shape)
            else: i = np.iinfo(t); a = r.integers(i.min, min(i.max, 2**63 - 1), shape, endpoint=True, dtype=np.int64 if t.kind == "i" else np.uint64)
            a = np.asarray(np.asarray(a).astype(t), order=order)
            name = f"{code.replace('<', 'l').replace('>', 'g')}_{'x'.join(map(str, shape))}_{order}.npy"
            np.save(f"{folder}/{name}", a); expect(name, a)
        for version in ((1, 0), (2, 0), (3, 0)):
            with open(f"{folder}/version{version[0]}.npy", "wb") as f: npy.write_array(f, np.arange(6.0).reshape(2, 3), version=version)
            expect(f"version{version[0]}.npy", np.arange(6.0).reshape(2, 3))
        arrays = {"x": np.arange(5.0), "θ̂": np.float32([[1, 2]]), "名前": np.array(3), "a.b": np.zeros((0, 2)), "noise": r.standard_normal(100_000)}
        class Pipe:
            def __init__(self, f): self.f = f
            def write(self, b): return self.f.write(b)
            def flush(self): self.f.flush()
        np.savez(f"{folder}/stored.npz", **arrays); np.savez_compressed(f"{folder}/deflated.npz", **arrays)
        with open(f"{folder}/piped.npz", "wb") as f, zipfile.ZipFile(Pipe(f), "w", zipfile.ZIP_DEFLATED) as z:
            for k, v in arrays.items():
                with z.open(k + ".npy", "w", force_zip64=True) as e: npy.write_array(e, v)
        for archive in ("stored", "deflated", "piped"):
            for k, v in arrays.items(): expect(f"{archive}.npz/{k}", v)
        tensors = {"layer.0.weight": r.standard_normal((3, 2)).astype(ml_dtypes.bfloat16), "half": r.standard_normal(4).astype(np.float16),
                   "scalar": np.array(2.5, np.float32), "empty": np.zeros((0, 3)), "i": np.arange(-2, 3), "u": np.uint8([0, 255]), "b": np.array([True, False])}
        save_file(tensors, f"{folder}/t.safetensors", metadata={"format": "pt"})
        for k, v in tensors.items(): expect(f"t.safetensors/{k}", v)
        table = r.standard_normal((4, 3))
        np.savetxt(f"{folder}/space.csv", table); np.savetxt(f"{folder}/comma.csv", table, delimiter=",", header="a b c"); np.savetxt(f"{folder}/column.csv", table[:, 0])
        expect("space.csv", table); expect("comma.csv", table); expect("column.csv", table[:, :1])
        np.save(f"{folder}/complex.npy", np.array([1j])); np.save(f"{folder}/text.npy", np.array(["a"]))
        pixels = r.integers(0, 256, (2, 28, 28)).astype(np.uint8)
        idx = bytes([0, 0, 8, 3]) + np.array(pixels.shape, ">u4").tobytes() + pixels.tobytes()
        open(f"{folder}/images-idx3-ubyte", "wb").write(idx); gzip.open(f"{folder}/images.gz", "wb").write(idx)
        expect("images-idx3-ubyte", pixels); expect("images.gz", pixels)
        records = r.integers(0, 10, (3, 3073)).astype(np.uint8)
        records.tofile(f"{folder}/batch.bin"); expect("batch.bin", records[:, 1:].reshape(3, 3, 32, 32))
        json.dump(expected, open(f"{folder}/expected.json", "w"))
        """#

    /// Reads what was written here, and compares with what NumPy writes of the same.
    private static let reader = #"""
        import io, json, sys
        import numpy as np
        from safetensors.numpy import load_file
        folder = sys.argv[1]
        want = {"float64": np.array([[0.1, -0.0, np.inf], [-np.inf, 5e-324, 1e300]]), "float32": np.float32([0.1, 3.4028234663852886e38, -1, 0]),
                "int64": np.array([-2**63, 2**63 - 1, 0, -1, 7, 8]).reshape(3, 1, 2), "bool": np.array([True, False, True]), "scalar": np.array(2.5),
                "empty": np.zeros((0, 3)), "θ̂.b1": np.array([np.nan, 1])}
        def same(a, b): assert a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes(), (a, b)
        for name, a in want.items():
            same(np.load(f"{folder}/out_{name}.npy"), a)
            buffer = io.BytesIO(); np.save(buffer, a)
            assert buffer.getvalue() == open(f"{folder}/out_{name}.npy", "rb").read(), name
        for file in ("out_stored.npz", "out_deflated.npz"):
            with np.load(f"{folder}/{file}") as z:
                assert sorted(z.files) == sorted(want), z.files
                for name in z.files: same(z[name], want[name])
        read = load_file(f"{folder}/out.safetensors")
        assert sorted(read) == sorted(want)
        for name, a in read.items(): same(a, want[name])
        same(np.loadtxt(f"{folder}/out.csv", delimiter=",", ndmin=2), want["float64"])
        assert json.load(open(f"{folder}/out.json")) == {"a": [1, 0.1, "κ₊\n\"", None, True], "b": {}}
        """#

    @Test func filesCrossBothWays() throws {
        var template = Array("/tmp/hesse-peers-XXXXXX".utf8CString)
        let folder = try String(cString: #require(mkdtemp(&template)))
        defer { system("rm -rf '\(folder)'") }
        try run(PeersTests.writer, folder)
        try readAll(in: folder)
        #expect(message { try read("complex.npy", in: folder) }?.contains("complex numbers") == true)
        #expect(message { try read("text.npy", in: folder) }?.contains("text") == true)
        try writeAll(in: folder)
        try run(PeersTests.reader, folder)
    }

    private func run(_ script: String, _ folder: String) throws {
        try FileAccess.writeAtomically(folder + "/script.py", Array(script.utf8))
        let python = try String(cString: #require(getenv("PEERS_VENV"))) + "/bin/python"
        #expect(system("'\(python)' '\(folder)/script.py' '\(folder)'") == 0)
    }

    private func readAll(in folder: String) throws {
        guard case .object(let expected) = try JSON.decode(FileAccess.read(folder + "/expected.json")) else {
            Issue.record("expected.json holds no object")
            return
        }
        #expect(expected.count > 380)
        for (name, value) in expected {
            guard case .object(let fields) = value, case .string(let dtype) = fields["dtype"],
                case .array(let shape) = fields["shape"],
                case .array(let values) = fields["values"]
            else {
                Issue.record("\(name) is not described")
                return
            }
            let tensor = try #require(try read(name, in: folder), "\(name)")
            #expect(tensor.dtype.name == dtype, "\(name)")
            #expect(tensor.shape.map { .integer(Int64($0)) } == shape, "\(name)")
            let isExact = zip(tensor.doubles(), values).allSatisfy { found, wanted in
                switch wanted {
                case .bool(let bool): found == (bool ? 1 : 0)
                case .integer(let integer): found == Double(integer)
                case .number(let number): found.bitPattern == number.bitPattern
                default: false
                }
            }
            #expect(isExact && tensor.count == values.count, "\(name)")
        }
    }

    /// A file's tensor, or that of an archive: `file.npz/name`.
    private func read(_ name: String, in folder: String) throws -> Tensor? {
        let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
        let bytes = try FileAccess.read(folder + "/" + parts[0])
        if parts[0].hasSuffix(".npz") { return try NPZ.decode(bytes)[parts[1]] }
        if parts[0].hasSuffix(".safetensors") { return try Safetensors.decode(bytes)[parts[1]] }
        if parts[0].hasPrefix("images") { return try IDX.decode(bytes) }
        if parts[0].hasSuffix(".bin") { return try CIFAR10.decode(bytes).images }
        return try parts[0].hasSuffix(".csv") ? CSV.decode(bytes) : NPY.decode(bytes)
    }

    private func writeAll(in folder: String) throws {
        let tensors = try NPZTests.sample()
        for (name, tensor) in tensors { try FileAccess.writeAtomically(folder + "/out_\(name).npy", NPY.encode(tensor)) }
        try FileAccess.writeAtomically(folder + "/out_stored.npz", NPZ.encode(tensors))
        try FileAccess.writeAtomically(folder + "/out_deflated.npz", NPZ.encode(tensors, isCompressed: true))
        try FileAccess.writeAtomically(folder + "/out.safetensors", Safetensors.encode(tensors))
        try FileAccess.writeAtomically(folder + "/out.csv", CSV.encode(#require(tensors["float64"])))
        let json = JSONValue.object([
            "a": .array([.integer(1), .number(0.1), .string("κ₊\n\""), .null, .bool(true)]), "b": .object([:]),
        ])
        try FileAccess.writeAtomically(folder + "/out.json", JSON.encode(json, indent: 2))
    }
}
