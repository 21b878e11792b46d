/// Cairo numbers some identifiers of an SVG by a counter of the process, so that the second rendering of a figure differs from
/// the first. Here they are numbered again, by the order in which they appear in the file.
enum SVGIdentifiers {
    /// The file with every number that directly follows `surface`, `image`, `mask`, `clip`, `linear` or such in an identifier
    /// or a reference (`id="image7"`, `"#image7"`, `url(#clip3)`) replaced.
    static func renumbered(_ svg: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(svg.count)
        var numbers: [[UInt8]: Int] = [:]
        var index = 0
        while index < svg.count {
            let start = identifierStart(svg, index)
            guard let start else {
                result.append(svg[index])
                index += 1
                continue
            }
            var end = start
            while end < svg.count, isNameByte(svg[end]) { end += 1 }
            let name = Array(svg[start..<end])
            let stem = name.prefix { !isDigit($0) }
            let tail = name.dropFirst(stem.count).drop(while: isDigit)
            result += svg[index..<start]
            if stem.count == name.count {
                result += name
            } else {
                let key = Array(name.dropLast(tail.count))
                let number = numbers[key] ?? numbers.count
                numbers[key] = number
                result += stem + Array(String(number).utf8) + tail
            }
            index = end
        }
        return result
    }

    /// Where an identifier begins if `index` is at `id="` or at the `#` of a reference; nil elsewhere.
    private static func identifierStart(_ svg: [UInt8], _ index: Int) -> Int? {
        if svg[index] == UInt8(ascii: "#") { return index + 1 }
        let mark = Array("id=\"".utf8)
        guard svg[index] == mark[0], index > 0, svg[index - 1] == UInt8(ascii: " "), svg.count - index > mark.count,
            svg[index..<index + mark.count].elementsEqual(mark)
        else { return nil }
        return index + mark.count
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 32)
    }
}
