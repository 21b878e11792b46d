import CGif
import Tensors

/// The bytes of a GIF, image by image, as giflib writes them. Confined to the call that makes it; the only type that touches giflib.
final class GIFWriter {
    /// A part of the picture that changes.
    struct Image {
        var left: Int
        var top: Int
        var width: Int
        var height: Int
        /// Row by row, `width * height` places in `colours`.
        var pixels: [UInt8]
        /// `0xRRGGBB`, at most 256.
        var colours: [UInt32]
        /// The place of what lets the image before show.
        var clear: UInt8?
        /// How long the image is shown, in hundredths of a second.
        var delay: Int
    }

    /// Where giflib writes to.
    private final class Sink { var bytes: [UInt8] = [] }

    private let sink = Sink()
    private var file: UnsafeMutablePointer<GifFileType>?

    /// Sides in pixels, at most 65 535.
    init(width: Int, height: Int) throws {
        var code: Int32 = 0
        let write: OutputFunc = { file, bytes, count in
            guard let target = file?.pointee.UserData, let bytes, count >= 0 else { return 0 }
            let sink = Unmanaged<Sink>.fromOpaque(target).takeUnretainedValue()
            sink.bytes.append(contentsOf: UnsafeBufferPointer(start: bytes, count: Int(count)))
            return count
        }
        // The sink outlives the file: both belong to this writer, and `deinit` closes the file first.
        file = EGifOpen(Unmanaged.passUnretained(sink).toOpaque(), write, &code)
        guard let file else { throw GIFWriter.error(code) }
        EGifSetGifVersion(file, true)
        try checked(EGifPutScreenDesc(file, Int32(width), Int32(height), 8, 0, nil))
        // For ever: netscape.com's extension with 0 repetitions.
        try checked(EGifPutExtensionLeader(file, APPLICATION_EXT_FUNC_CODE))
        try checked(EGifPutExtensionBlock(file, 11, "NETSCAPE2.0"))
        try checked(EGifPutExtensionBlock(file, 3, [1, 0, 0] as [UInt8]))
        try checked(EGifPutExtensionTrailer(file))
    }

    deinit {
        var code: Int32 = 0
        if let file { EGifCloseFile(file, &code) }
    }

    /// The number of bytes so far.
    var byteCount: Int { sink.bytes.count }

    func add(_ image: Image) throws {
        var control = GraphicsControlBlock(
            DisposalMode: DISPOSE_DO_NOT, UserInputFlag: false, DelayTime: Int32(image.delay),
            TransparentColor: image.clear.map(Int32.init) ?? NO_TRANSPARENT_COLOR)
        var block = [UInt8](repeating: 0, count: 4)
        let length = EGifGCBToExtension(&control, &block)
        try checked(EGifPutExtension(file, GRAPHICS_EXT_FUNC_CODE, Int32(length), block))

        // A table's size is a power of two.
        var size = 2
        while size < image.colours.count { size *= 2 }
        let table = (0..<size).map { place in
            let hex = place < image.colours.count ? image.colours[place] : 0
            return GifColorType(
                Red: UInt8(hex >> 16 & 255), Green: UInt8(hex >> 8 & 255), Blue: UInt8(hex & 255))
        }
        guard let colours = GifMakeMapObject(Int32(size), table) else { throw GIFWriter.error(E_GIF_ERR_NOT_ENOUGH_MEM) }
        defer { GifFreeMapObject(colours) }
        try checked(
            EGifPutImageDesc(
                file, Int32(image.left), Int32(image.top), Int32(image.width), Int32(image.height), false, colours))
        var pixels = image.pixels
        try pixels.withUnsafeMutableBufferPointer { pixels in
            for row in 0..<image.height {
                try Interrupt.check()
                try checked(EGifPutLine(file, pixels.baseAddress.map { $0 + row * image.width }, Int32(image.width)))
            }
        }
    }

    /// Ends the file and gives its bytes. Nothing can be added afterwards.
    func finish() throws -> [UInt8] {
        guard let file else { return sink.bytes }
        self.file = nil
        var code: Int32 = 0
        guard EGifCloseFile(file, &code) == GIF_OK else { throw GIFWriter.error(code) }
        return sink.bytes
    }

    private func checked(_ status: Int32) throws {
        guard status == GIF_OK else { throw GIFWriter.error(file?.pointee.Error ?? 0) }
    }

    private static func error(_ code: Int32) -> TensorError {
        TensorError("giflib: \(GifErrorString(code).map { String(cString: $0) } ?? "unknown error")")
    }
}
