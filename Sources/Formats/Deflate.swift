import CZlib
import Tensors

/// Compression by zlib (RFC 1950 to 1952): the raw streams of zip archives and gzip files.
enum Deflate {
    /// How a stream is wrapped: zlib's `windowBits`.
    enum Wrapping: Int32 {
        case raw = -15
        case gzip = 31
    }

    /// A byte of deflate stands for at most 1 032 bytes; what claims more is damaged or meant to exhaust memory.
    static let largestRatio = 1032

    /// CRC-32 of bytes.
    static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.withUnsafeBytes { UInt32(truncatingIfNeeded: crc32_z(0, $0.bindMemory(to: UInt8.self).baseAddress, $0.count)) }
    }

    /// The bytes of a compressed stream, which must end with `bytes`. `size` is how many they are, where the file says so.
    static func decompress(_ bytes: ArraySlice<UInt8>, _ wrapping: Wrapping, size: Int? = nil) throws -> [UInt8] {
        if let size, size > (bytes.count + 1) * largestRatio {
            throw FormatError("\(counted(bytes.count, "compressed byte")) cannot stand for \(size)")
        }
        var granted = size ?? min(bytes.count * 4, Memory.available() / 4)
        try Memory.check(granted)
        let stream = ZlibStream(input: bytes, expecting: granted)
        guard inflateInit2_(stream.state, wrapping.rawValue, ZLIB_VERSION, ZlibStream.stateSize) == Z_OK else {
            throw FormatError("zlib could not be started: memory is short")
        }
        defer { inflateEnd(stream.state) }
        while true {
            try Interrupt.check()
            let status = stream.step { inflate($0, Z_NO_FLUSH) }
            let produced = stream.output.count
            guard status == Z_OK || status == Z_STREAM_END else {
                throw FormatError("the compressed data are damaged (compressed byte \(bytes.count - stream.input.count))")
            }
            if let size, produced > size { throw FormatError("the compressed data hold more than the \(size) bytes announced") }
            if produced > granted {
                granted = produced * 2
                try Memory.check(granted)
            }
            if status == Z_STREAM_END {
                // A gzip file may be several streams, one after the other.
                guard wrapping == .gzip, !stream.input.isEmpty else { break }
                inflateReset(stream.state)
            } else if stream.isStarved {
                throw FormatError("the compressed data are cut short after \(counted(bytes.count, "byte"))")
            }
        }
        guard stream.input.isEmpty else { throw FormatError("\(counted(stream.input.count, "byte")) follow the compressed data") }
        if let size, stream.output.count != size {
            throw FormatError("the compressed data hold \(stream.output.count) bytes, \(size) were announced")
        }
        return stream.output
    }

    /// A raw deflate stream of bytes.
    static func compress(_ bytes: [UInt8]) throws -> [UInt8] {
        let stream = ZlibStream(input: bytes[...], expecting: bytes.count / 2)
        guard
            deflateInit2_(
                stream.state, Z_DEFAULT_COMPRESSION, Z_DEFLATED, Wrapping.raw.rawValue, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                ZlibStream.stateSize) == Z_OK
        else { throw FormatError("zlib could not be started: memory is short") }
        defer { deflateEnd(stream.state) }
        while true {
            try Interrupt.check()
            let status = stream.step { deflate($0, stream.offersAll ? Z_FINISH : Z_NO_FLUSH) }
            if status == Z_STREAM_END { return stream.output }
            guard status == Z_OK else { throw FormatError("zlib could not compress: error \(status)") }
        }
    }
}

/// Bytes on their way through zlib, whose state must not move in memory.
private final class ZlibStream {
    static let stateSize = Int32(MemoryLayout<z_stream>.size)
    private static let pieceSize = 1 << 16
    /// zlib counts in 32 bits.
    private static let largestOffer = 1 << 30

    let state = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    /// What zlib has not taken yet.
    private(set) var input: ArraySlice<UInt8>
    private(set) var output = [UInt8]()
    private var piece = [UInt8](repeating: 0, count: ZlibStream.pieceSize)

    init(input: ArraySlice<UInt8>, expecting size: Int) {
        self.input = input
        output.reserveCapacity(size)
        state.initialize(to: z_stream())
    }

    deinit { state.deallocate() }

    /// Whether zlib is offered all that is left.
    var offersAll: Bool { input.count <= ZlibStream.largestOffer }

    /// Whether zlib has room to write, but nothing left to read.
    var isStarved: Bool { input.isEmpty && state.pointee.avail_out > 0 }

    /// Offers input and room to `operation` once, and takes what comes out.
    func step(_ operation: (UnsafeMutablePointer<z_stream>) -> Int32) -> Int32 {
        var status = Z_OK
        var taken = 0
        let given = piece.withUnsafeMutableBufferPointer { out in
            input.withUnsafeBufferPointer { source in
                let offered = min(source.count, ZlibStream.largestOffer)
                state.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                state.pointee.avail_in = UInt32(offered)
                state.pointee.next_out = out.baseAddress
                state.pointee.avail_out = UInt32(out.count)
                status = operation(state)
                taken = offered - Int(state.pointee.avail_in)
            }
            return out.count - Int(state.pointee.avail_out)
        }
        input = input.dropFirst(taken)
        output.append(contentsOf: piece.prefix(given))
        // "No progress is possible" is no damage: more input or room is what is missing.
        return status == Z_BUF_ERROR ? Z_OK : status
    }
}
