import Tensors

/// The few colours that stand for those of a picture.
///
/// Boxes of colours are split, the one of the largest squared error first, along its widest component at the mean, as in
/// X. Wu's quantiser (Graphics Gems II, 1991). A colour weighs the square root of its number of pixels, so that letters and
/// lines are not lost beside areas; what stands for a box is the mean of its pixels, so that areas keep their colour. No
/// pattern is laid over areas: what is flat stays flat.
struct Palette {
    /// `0xRRGGBB`, at least one.
    let colours: [UInt32]
    /// The place of each of the picture's colours in `colours`.
    let places: [UInt32: UInt8]

    /// - Parameters:
    ///   - counts: the picture's colours (`0xRRGGBB`), and the number of pixels of each.
    ///   - limit: how many colours there may be, from 1 to 256.
    init(_ counts: [UInt32: Int], limit: Int) {
        // Sorted: equal pictures have equal palettes.
        var all = counts.map(Entry.init).sorted { $0.hex < $1.hex }
        var boxes = [Box(all, 0..<all.count)]
        while boxes.count < limit, let worst = boxes.indices.max(by: { boxes[$0].error < boxes[$1].error }),
            boxes[worst].error > 0
        {
            let box = boxes[worst]
            let middle = box.range.lowerBound + all[box.range].partitionStably { $0.components[box.axis] > box.mean[box.axis] }
            // Rounding can leave all on one side.
            guard middle > box.range.lowerBound, middle < box.range.upperBound else {
                boxes[worst].error = 0
                continue
            }
            boxes[worst] = Box(all, box.range.lowerBound..<middle)
            boxes.append(Box(all, middle..<box.range.upperBound))
        }
        var places: [UInt32: UInt8] = [:]
        places.reserveCapacity(all.count)
        for (place, box) in boxes.enumerated() {
            for entry in all[box.range] { places[entry.hex] = UInt8(truncatingIfNeeded: place) }
        }
        colours = boxes.map(\.colour)
        self.places = places
    }

    private struct Entry {
        let hex: UInt32
        let count: Double
        let components: SIMD3<Double>

        init(hex: UInt32, count: Int) {
            self.hex = hex
            self.count = Double(count)
            components = [Double(hex >> 16 & 255), Double(hex >> 8 & 255), Double(hex & 255)]
        }
    }

    private struct Box {
        let range: Range<Int>
        let mean: SIMD3<Double>
        /// The component that varies most.
        let axis: Int
        /// The weighted sum of squared distances from the mean.
        var error: Double
        /// The mean of the pixels.
        let colour: UInt32

        init(_ all: [Entry], _ range: Range<Int>) {
            self.range = range
            var (weight, count) = (0.0, 0.0)
            var (sum, pixels) = (SIMD3<Double>.zero, SIMD3<Double>.zero)
            for entry in all[range] {
                weight += entry.count.squareRoot()
                sum += entry.count.squareRoot() * entry.components
                count += entry.count
                pixels += entry.count * entry.components
            }
            mean = weight > 0 ? sum / weight : .zero
            var squares = SIMD3<Double>.zero
            for entry in all[range] {
                let distance = entry.components - mean
                squares += entry.count.squareRoot() * distance * distance
            }
            axis = (1..<3).reduce(0) { squares[$1] > squares[$0] ? $1 : $0 }
            error = range.count > 1 ? squares.sum() : 0
            let rounded = count > 0 ? (pixels / count).rounded(.toNearestOrAwayFromZero) : .zero
            colour = UInt32(rounded.x) << 16 | UInt32(rounded.y) << 8 | UInt32(rounded.z)
        }
    }
}

extension ArraySlice {
    /// Brings the elements of which `isSecond` holds behind the others, each kind in its order; gives the number of the others.
    fileprivate mutating func partitionStably(_ isSecond: (Element) -> Bool) -> Int {
        let second = filter(isSecond)
        let first = filter { !isSecond($0) }
        replaceSubrange(startIndex..<endIndex, with: first + second)
        return first.count
    }
}
