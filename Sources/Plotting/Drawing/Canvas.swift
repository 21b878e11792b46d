import CCairo
import Tensors

/// A Cairo context and its surface, in points. Confined to the call that makes it; the only type that touches Cairo.
///
/// Drawing calls do not throw: Cairo keeps the first error, and `finish` throws it.
final class Canvas {
    enum Anchor { case start, middle, end }

    private let surface: OpaquePointer
    let context: OpaquePointer
    private let sink: ByteSink?

    /// Where a stream surface writes its bytes to.
    private final class ByteSink { var bytes: [UInt8] = [] }

    private static let append: cairo_write_func_t = { closure, data, length in
        guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
        let sink = Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue()
        sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
        return CAIRO_STATUS_SUCCESS
    }

    /// A picture of `size` points. `resolution` in pixels per inch is that of the pixels of a PNG.
    init(_ format: PictureFormat, size: Figure.Size, resolution: Double) throws {
        switch format {
        case .png:
            let scale = resolution / 72
            let (width, height) = ((size.width * scale).rounded(), (size.height * scale).rounded())
            guard width >= 1, height >= 1, width <= 32_767, height <= 32_767, width * height <= 2e8 else {
                throw TensorError(
                    "a picture of \(shortText(width)) × \(shortText(height)) pixels",
                    hint: "at most 32767 pixels a side and 200 million in all: a smaller size or resolution")
            }
            sink = nil
            surface = try Canvas.checked(cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height)))
            cairo_surface_set_device_scale(surface, scale, scale)
        case .svg, .pdf:
            guard size.width <= 14_400, size.height <= 14_400 else {
                throw TensorError(
                    "a picture of \(shortText(size.width)) × \(shortText(size.height)) points",
                    hint: "at most 14400 points (200 inches) a side")
            }
            let sink = ByteSink()
            self.sink = sink
            // The sink outlives the surface: both belong to this canvas, and `deinit` finishes the surface first.
            let closure = Unmanaged.passUnretained(sink).toOpaque()
            if format == .svg {
                surface = try Canvas.checked(
                    cairo_svg_surface_create_for_stream(Canvas.append, closure, size.width, size.height))
            } else {
                surface = try Canvas.checked(
                    cairo_pdf_surface_create_for_stream(Canvas.append, closure, size.width, size.height))
                // A fixed date: equal figures give equal bytes.
                cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z")
            }
        }
        guard let context = cairo_create(surface) else {
            cairo_surface_destroy(surface)
            throw TensorError("Cairo: no context")
        }
        self.context = context
        let options = cairo_font_options_create()
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
        cairo_set_font_options(context, options)
        cairo_font_options_destroy(options)
        cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
        // All of it: the size need not be a whole number of pixels.
        set(.white)
        cairo_paint(context)
    }

    deinit {
        cairo_destroy(context)
        cairo_surface_finish(surface)
        cairo_surface_destroy(surface)
    }

    private static func checked(_ surface: OpaquePointer?) throws -> OpaquePointer {
        guard let surface else { throw TensorError("Cairo: no surface") }
        let status = cairo_surface_status(surface)
        guard status == CAIRO_STATUS_SUCCESS else {
            cairo_surface_destroy(surface)
            throw error(status)
        }
        return surface
    }

    private static func error(_ status: cairo_status_t) -> TensorError {
        TensorError("Cairo: \(cairo_status_to_string(status).map { String(cString: $0) } ?? "unknown error")")
    }

    /// Ends the picture and returns the bytes of its file. Nothing can be drawn afterwards.
    func finish() throws -> [UInt8] {
        let status = cairo_status(context)
        guard status == CAIRO_STATUS_SUCCESS else { throw Canvas.error(status) }
        if let sink {
            cairo_surface_finish(surface)
            let ended = cairo_surface_status(surface)
            guard ended == CAIRO_STATUS_SUCCESS else { throw Canvas.error(ended) }
            return sink.bytes
        }
        let sink = ByteSink()
        let written = withExtendedLifetime(sink) {
            cairo_surface_write_to_png_stream(surface, Canvas.append, Unmanaged.passUnretained(sink).toOpaque())
        }
        guard written == CAIRO_STATUS_SUCCESS else { throw Canvas.error(written) }
        return sink.bytes
    }

    /// What has been drawn so far, of a `.png` only: red, green, blue and opacity of each pixel, row by row from the top.
    func pixels() throws -> Raster {
        let status = cairo_status(context)
        guard status == CAIRO_STATUS_SUCCESS else { throw Canvas.error(status) }
        cairo_surface_flush(surface)
        guard let data = cairo_image_surface_get_data(surface) else { throw TensorError("Cairo: the picture has no pixels") }
        let width = Int(cairo_image_surface_get_width(surface))
        let height = Int(cairo_image_surface_get_height(surface))
        let stride = Int(cairo_image_surface_get_stride(surface))
        let bytes = [UInt8](unsafeUninitializedCapacity: width * height * 4) { buffer, count in
            for row in 0..<height {
                for column in 0..<width {
                    // Cairo's 0xRRGGBB in the machine's order.
                    let pixel = UnsafeRawPointer(data + row * stride + column * 4).loadUnaligned(as: UInt32.self)
                    let place = 4 * (row * width + column)
                    buffer[place] = UInt8(truncatingIfNeeded: pixel >> 16)
                    buffer[place + 1] = UInt8(truncatingIfNeeded: pixel >> 8)
                    buffer[place + 2] = UInt8(truncatingIfNeeded: pixel)
                    buffer[place + 3] = 255
                }
            }
            count = width * height * 4
        }
        return Raster(width: width, height: height, bytes: bytes)
    }

    // MARK: Shapes

    func set(_ colour: Colour) {
        cairo_set_source_rgba(context, colour.red, colour.green, colour.blue, colour.opacity)
    }

    private func path(_ points: some Sequence<Point>, closed: Bool = false) {
        cairo_new_path(context)
        for point in points { cairo_line_to(context, point.x, point.y) }
        if closed { cairo_close_path(context) }
    }

    func fill(_ rect: Rect, _ colour: Colour) {
        set(colour)
        cairo_new_path(context)
        cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height)
        cairo_fill(context)
    }

    func fill(_ rects: [Rect], _ colour: Colour) {
        set(colour)
        cairo_new_path(context)
        for rect in rects { cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height) }
        cairo_fill(context)
    }

    func fill(_ points: [Point], _ colour: Colour) {
        set(colour)
        path(points, closed: true)
        cairo_fill(context)
    }

    func fillDisc(_ centre: Point, radius: Double, _ colour: Colour) {
        set(colour)
        cairo_new_path(context)
        cairo_arc(context, centre.x, centre.y, radius, 0, 2 * .pi)
        cairo_fill(context)
    }

    func stroke(_ rect: Rect, _ colour: Colour, width: Double) {
        set(colour)
        cairo_set_line_width(context, width)
        cairo_set_dash(context, nil, 0, 0)
        cairo_new_path(context)
        cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height)
        cairo_stroke(context)
    }

    /// `stroke.colour` nil is black.
    func stroke(_ points: some Sequence<Point>, _ stroke: Stroke, closed: Bool = false) {
        set(stroke.colour ?? .black)
        cairo_set_line_width(context, stroke.width)
        let w = max(stroke.width, 0.5)
        let dashes: [Double] =
            switch stroke.dash {
            case .solid: []
            case .dashed: [4.5 * w, 2.5 * w]
            case .dotted: [1.2 * w, 1.8 * w]
            case .dashDotted: [6 * w, 2 * w, 1.2 * w, 2 * w]
            }
        cairo_set_dash(context, dashes, Int32(dashes.count), 0)
        path(points, closed: closed)
        cairo_stroke(context)
    }

    func line(_ from: Point, _ to: Point, _ colour: Colour, width: Double) {
        stroke([from, to], Stroke(colour: colour, width: width))
    }

    /// Draws everything from now on so many times smaller.
    func shrink(by factor: Double) { cairo_scale(context, 1 / factor, 1 / factor) }

    /// Draws inside `rect` only.
    func clipped(to rect: Rect, _ draw: () -> Void) {
        cairo_save(context)
        cairo_new_path(context)
        cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height)
        cairo_clip(context)
        draw()
        cairo_restore(context)
    }

    /// Draws inside the union of polygons only.
    func clipped(to polygons: [[Point]], _ draw: () -> Void) {
        cairo_save(context)
        cairo_new_path(context)
        for polygon in polygons {
            cairo_new_sub_path(context)
            for point in polygon { cairo_line_to(context, point.x, point.y) }
            cairo_close_path(context)
        }
        cairo_clip(context)
        draw()
        cairo_restore(context)
    }

    /// A vertical gradient, `colour(0)` at the bottom and `colour(1)` at the top.
    func gradient(_ rect: Rect, _ colour: (Double) -> Colour) {
        guard let pattern = cairo_pattern_create_linear(0, rect.bottom, 0, rect.y) else { return }
        let stops = 64
        for index in 0...stops {
            let place = Double(index) / Double(stops)
            let stop = colour(place)
            cairo_pattern_add_color_stop_rgba(pattern, place, stop.red, stop.green, stop.blue, stop.opacity)
        }
        cairo_set_source(context, pattern)
        cairo_pattern_destroy(pattern)
        cairo_new_path(context)
        cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height)
        cairo_fill(context)
    }

    /// Pixels (`0xAARRGGBB`, opaque or clear, row-major from the top) stretched over `rect` without smoothing.
    func image(_ pixels: [UInt32], width: Int, height: Int, in rect: Rect) {
        guard width > 0, height > 0, pixels.count == width * height,
            let image = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(width), Int32(height))
        else { return }
        defer { cairo_surface_destroy(image) }
        guard let bytes = cairo_image_surface_get_data(image) else { return }
        let stride = Int(cairo_image_surface_get_stride(image))
        pixels.withUnsafeBytes { source in
            guard let base = source.baseAddress else { return }
            for row in 0..<height {
                UnsafeMutableRawPointer(bytes + row * stride).copyMemory(from: base + row * width * 4, byteCount: width * 4)
            }
        }
        cairo_surface_mark_dirty(image)
        cairo_save(context)
        cairo_translate(context, rect.x, rect.y)
        cairo_scale(context, rect.width / Double(width), rect.height / Double(height))
        cairo_set_source_surface(context, image, 0, 0)
        cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_NEAREST)
        cairo_paint(context)
        cairo_restore(context)
    }
}

/// The kind of a picture file.
public enum PictureFormat: String, Sendable, CaseIterable {
    case svg, png, pdf
}
