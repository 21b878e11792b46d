import Formats
import Interpreter
import OrderedCollections
import Plotting
import Tensors

/// Files: the format is chosen by the ending.
enum FileBuiltins {
    static let group = "files"

    static let all: [Builtin] = [
        Builtin(
            "load(path, *, dtype=none, skip=0)", group: group,
            summary: "The content of a file: .npy .npz .safetensors .csv .json .idx(.gz) .bin (CIFAR-10).",
            details:
                """
                Integers become int64, float16 and bfloat16 float32; `dtype=` converts while reading. .npz and .safetensors give records. \
                `skip=` passes over so many lines at the beginning of a .csv file.
                """,
            example: "save(\"/tmp/hesse-example.npy\", [1.0, 2]); print(load(\"/tmp/hesse-example.npy\"))   # → [1, 2]",
            seeAlso: ["save"]
        ) { arguments in
            let path = try arguments.string(0)
            let dtype = try arguments.optionalDType(1)
            let skip = arguments.has(2) ? try arguments.count(2) : 0
            guard skip == 0 || ending(path) == "csv" else { throw arguments.error("`skip` is for .csv files") }
            try arguments.interpreter.noteEffect("load")
            do { return try read(path, dtype, skip: skip) } catch let error as FormatError {
                throw arguments.error(
                    error.message.contains(path) ? error.message : "\(path): \(error.message)", hint: error.hint)
            }
        },
        Builtin(
            "save(path, value=none, *, resolution=200)", group: group,
            summary: "Writes a value, or the last figure, to a file; a new file replaces the old when it is complete.",
            details:
                ".npy, .npz (a record of tensors), .safetensors, .csv, .json; figures: .svg .png .pdf, with resolution= pixels per inch.",
            example: "save(\"/tmp/hesse-example.csv\", [[1.0, 2]]); print(load(\"/tmp/hesse-example.csv\"))   # → [[1, 2]]",
            seeAlso: ["load"]
        ) { arguments in
            if case .string = arguments[1], arguments[0].isNumeric {
                throw arguments.mismatch(0, wants: "a string", hint: "the path comes first: `save(path, value)`")
            }
            let path = try arguments.string(0)
            try arguments.interpreter.noteEffect("save")
            let value = arguments.isGiven(1) ? arguments[1] : .none
            if case .record(let box) = value, box.continuation != nil {
                arguments.interpreter.note("save: the file holds the numbers of this result; `refine` cannot go on from it")
            }
            let bytes: [UInt8]
            do { bytes = try encoded(value, path, arguments) } catch let error as FormatError {
                throw arguments.error("\(path): \(error.message)", hint: error.hint)
            }
            do { try FileAccess.writeAtomically(path, bytes) } catch let error as FormatError {
                throw arguments.error(error.message, hint: error.hint)
            }
            return .none
        },
    ]

    private static func ending(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let parts = name.lowercased().split(separator: ".")
        guard parts.count > 1, let last = parts.last else { return "" }
        return last == "gz" && parts.count > 2 ? "\(parts[parts.count - 2]).gz" : String(last)
    }

    private static func read(_ path: String, _ dtype: DType?, skip: Int) throws -> Value {
        let bytes = try FileAccess.read(path)
        switch ending(path) {
        case "npy": return Value(try NPY.decode(bytes, dtype: dtype))
        case "npz": return try record(NPZ.decode(bytes, dtype: dtype))
        case "safetensors": return try record(Safetensors.decode(bytes, dtype: dtype))
        case "csv": return Value(try CSV.decode(bytes, dtype: dtype, skip: skip))
        case "json": return try value(JSON.decode(bytes))
        case "bin":
            let (images, labels) = try CIFAR10.decode(bytes, dtype: dtype)
            return try Value(record: [("images", Value(images)), ("labels", Value(labels))])
        case "gz", "idx", "idx.gz": return Value(try IDX.decode(bytes, dtype: dtype))
        default:
            if path.contains("-ubyte") { return Value(try IDX.decode(bytes, dtype: dtype)) }
            throw TensorError(
                "load: the ending of \(path) names no format",
                hint: ["pt", "pth", "pkl"].contains(ending(path))
                    ? "save the tensors from Python as .safetensors or .npz"
                    : ".npy .npz .safetensors .csv .json, IDX (.gz too) and CIFAR-10 (.bin) are known")
        }
    }

    private static func record(_ tensors: OrderedDictionary<String, Tensor>) throws -> Value {
        try Value(record: tensors.map { ($0.key, Value($0.value)) })
    }

    private static func value(_ json: JSONValue) throws -> Value {
        try Interrupt.check()
        return switch json {
        case .null: .none
        case .bool(let x): .bool(x)
        case .integer(let x): .int(Int(x))
        case .number(let x): .float(x)
        case .string(let x): Value(x)
        case .array(let items): try Value(list: items.map(value))
        case .object(let fields): try Value(record: fields.map { ($0.key, try value($0.value)) })
        }
    }

    private static func encoded(_ value: Value, _ path: String, _ arguments: Arguments) throws -> [UInt8] {
        let kind = ending(path)
        if let format = PictureFormat(rawValue: kind) {
            let figure = try PictureBuiltins.figure(value, arguments)
            do { return try figure.render(to: format, resolution: try arguments.double(2, default: 200)) } catch let problem
                as TensorError
            {
                throw arguments.error(problem.message, hint: problem.hint)
            }
        }
        guard !arguments.has(2) else { throw arguments.error("`resolution` is for pictures", hint: ".png .svg .pdf") }
        switch kind {
        case "npy": return NPY.encode(try tensor(value, arguments))
        case "npz": return try NPZ.encode(try tensors(value, arguments))
        case "safetensors": return try Safetensors.encode(try tensors(value, arguments))
        case "csv": return try CSV.encode(try tensor(value, arguments))
        case "json": return try JSON.encode(json(value, arguments), indent: 1)
        default:
            throw arguments.error(
                "the ending of \(path) names no format",
                hint: kind == "gif"
                    ? "`animate(path, frames)` makes films; single figures: .svg .png .pdf"
                    : ".npy .npz .safetensors .csv .json, figures .svg .png .pdf")
        }
    }

    private static func tensor(_ value: Value, _ arguments: Arguments) throws -> Tensor {
        guard let tensor = try arguments.interpreter.plainTensor(value) else {
            throw arguments.error("\(value.messageName) is not a tensor")
        }
        return tensor
    }

    private static func tensors(_ value: Value, _ arguments: Arguments) throws -> OrderedDictionary<String, Tensor> {
        guard case .record(let box) = value else {
            throw arguments.error("\(value.messageName) is not a record of tensors", hint: "name them: `{x: …, y: …}`")
        }
        var result = OrderedDictionary<String, Tensor>()
        for (key, field) in zip(box.keys, box.values) {
            guard let tensor = try arguments.interpreter.plainTensor(field) else {
                throw arguments.error(
                    "`\(key)` is \(field.messageName), not a tensor",
                    hint: "the file holds tensors by name, not records inside of records")
            }
            result[key] = tensor
        }
        return result
    }

    private static func json(_ value: Value, _ arguments: Arguments) throws -> JSONValue {
        try Interrupt.check()
        switch value {
        case .none: return .null
        case .bool(let x): return .bool(x)
        case .int(let x): return .integer(Int64(x))
        case .float(let x), .scalar(let x): return .number(x)
        case .string(let box): return .string(box.string)
        case .list(let box): return .array(try box.elements.map { try json($0, arguments) })
        case .record(let box):
            return .object(
                OrderedDictionary(uniqueKeysWithValues: try zip(box.keys, box.values).map { ($0, try json($1, arguments)) }))
        case .tensor:
            guard let rows = try arguments.interpreter.elements(of: value) else {
                return .number(try tensor(value, arguments).double(at: 0))
            }
            return .array(try rows.map { try json($0, arguments) })
        default: throw arguments.error("\(value.messageName) cannot be written as JSON")
        }
    }
}
