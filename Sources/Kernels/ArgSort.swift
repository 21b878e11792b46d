import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// The permutation that sorts each row of a (rows, length) array in ascending order, stably, NaN last.
///
/// Numbers become keys whose order as unsigned integers is theirs. Runs of `run` keys are sorted digit by digit, then merged two
/// by two; each merge is cut into pieces of that many results, which are found by bisection.
public struct ArgSort: Sendable, Hashable {
    public var dtype: DType
    public var rows: Int
    public var length: Int

    static let run = 8192

    public init(dtype: DType, rows: Int, length: Int) {
        self.dtype = dtype
        self.rows = rows
        self.length = length
    }

    /// `source[r, permutation[r, j]]` is in order along j.
    public func run(
        from source: UnsafeRawPointer, to permutation: UnsafeMutablePointer<Int64>, pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        guard rows > 0, length > 0 else { return }
        let failures = ThreadState.current.pointee.failures
        failures.reset()
        let runs = (length - 1) / ArgSort.run + 1
        if runs == 1 {
            let rowsPerTile = max(1, ArgSort.run / length)
            let job = ShortRows(
                kernel: self, source: source, permutation: permutation, rowsPerTile: rowsPerTile, failures: failures)
            guard pool.run(tiles: (rows - 1) / rowsPerTile + 1, job) else { throw .interrupted }
            return try failures.check()
        }
        let bytes = 2 * rows * length * MemoryLayout<Entry>.stride
        do { try Memory.check(bytes) } catch { throw .outOfMemory(bytes: bytes) }
        guard let memory = malloc(bytes) else { throw .outOfMemory(bytes: bytes) }
        defer { free(memory) }
        let first = memory.assumingMemoryBound(to: Entry.self)
        var job = Merging(
            kernel: self, source: source, permutation: permutation, from: first, to: first + rows * length, runs: runs,
            width: 0, failures: failures)
        guard pool.run(tiles: rows * runs, job) else { throw .interrupted }
        try failures.check()
        job.width = ArgSort.run
        while job.width < length {
            swap(&job.from, &job.to)
            guard pool.run(tiles: rows * runs, job) else { throw .interrupted }
            job.width *= 2
        }
    }
}

/// A number, as a key, and its place in the row.
private struct Entry: BitwiseCopyable {
    var key: UInt64
    var place: Int
}

extension ArgSort {
    /// Fills `entries` with the keys of places `first ..< first + count` of a row.
    fileprivate func load(
        _ source: UnsafeRawPointer, row: Int, from first: Int, count: Int, into entries: UnsafeMutablePointer<Entry>
    ) {
        let start = row &* length &+ first
        switch dtype {
        case .float32:
            let values = source.assumingMemoryBound(to: Float.self) + start
            for i in 0..<count { entries[i] = Entry(key: UInt64(values[i].sortingKey), place: first &+ i) }
        case .float64:
            let values = source.assumingMemoryBound(to: Double.self) + start
            for i in 0..<count { entries[i] = Entry(key: values[i].sortingKey, place: first &+ i) }
        case .int64:
            let values = source.assumingMemoryBound(to: UInt64.self) + start
            for i in 0..<count { entries[i] = Entry(key: values[i] ^ 1 << 63, place: first &+ i) }
        case .bool:
            let values = source.assumingMemoryBound(to: UInt8.self) + start
            for i in 0..<count { entries[i] = Entry(key: UInt64(values[i]), place: first &+ i) }
        }
    }
}

extension Float {
    /// Zeros are equal, NaNs are equal and last.
    @inline(__always) fileprivate var sortingKey: UInt32 {
        if isNaN { return .max }
        let bits = (self + 0).bitPattern
        return bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
    }
}

extension Double {
    @inline(__always) fileprivate var sortingKey: UInt64 {
        if isNaN { return .max }
        let bits = (self + 0).bitPattern
        return bits & 0x8000_0000_0000_0000 == 0 ? bits | 0x8000_0000_0000_0000 : ~bits
    }
}

/// Sorts `count` entries stably; `spare` has room for as many and for the counts of digits. True if the result is in `spare`.
private func sort(_ entries: UnsafeMutablePointer<Entry>, _ spare: UnsafeMutablePointer<Entry>, count: Int) -> Bool {
    if count <= 32 {
        for i in 1..<max(count, 1) {
            let entry = entries[i]
            var j = i
            while j > 0, entries[j &- 1].key > entry.key {
                entries[j] = entries[j &- 1]
                j &-= 1
            }
            entries[j] = entry
        }
        return false
    }
    var differing: UInt64 = 0
    for i in 1..<count { differing |= entries[i].key ^ entries[0].key }
    let counts = UnsafeMutableRawPointer(spare + count).assumingMemoryBound(to: Int.self)
    var (from, to) = (entries, spare)
    var isInSpare = false
    for shift in stride(from: 0 as UInt64, to: 64, by: 8) where (differing &>> shift) & 0xFF != 0 {
        counts.update(repeating: 0, count: 256)
        for i in 0..<count { counts[Int(truncatingIfNeeded: (from[i].key &>> shift) & 0xFF)] &+= 1 }
        var sum = 0
        for digit in 0..<256 {
            let next = sum &+ counts[digit]
            counts[digit] = sum
            sum = next
        }
        for i in 0..<count {
            let digit = Int(truncatingIfNeeded: (from[i].key &>> shift) & 0xFF)
            to[counts[digit]] = from[i]
            counts[digit] &+= 1
        }
        swap(&from, &to)
        isInSpare.toggle()
    }
    return isInSpare
}

/// Bytes that a run needs beside its entries.
private let countBytes = 256 * MemoryLayout<Int>.stride

/// Rows of one run: a tile sorts some of them.
private struct ShortRows: TileTask {
    let kernel: ArgSort
    let source: UnsafeRawPointer
    let permutation: UnsafeMutablePointer<Int64>
    let rowsPerTile: Int
    let failures: FailureFlags

    func run(tile: Int) {
        let count = kernel.length
        let bytes = 2 &* count &* MemoryLayout<Entry>.stride &+ countBytes
        guard let memory = ThreadState.current.pointee.tileMemory(bytes) else { return failures.note(.outOfMemory) }
        let entries = memory.assumingMemoryBound(to: Entry.self)
        let spare = entries + count
        for row in (tile &* rowsPerTile)..<min((tile &+ 1) &* rowsPerTile, kernel.rows) {
            kernel.load(source, row: row, from: 0, count: count, into: entries)
            let sorted = sort(entries, spare, count: count) ? spare : entries
            for j in 0..<count { permutation[row &* count &+ j] = Int64(truncatingIfNeeded: sorted[j].place) }
        }
    }
}

/// Rows of several runs: first each run is sorted, then neighbours are merged round by round.
private struct Merging: TileTask {
    let kernel: ArgSort
    let source: UnsafeRawPointer
    let permutation: UnsafeMutablePointer<Int64>
    var from: UnsafeMutablePointer<Entry>
    var to: UnsafeMutablePointer<Entry>
    let runs: Int
    /// Length of what is merged; 0 while runs are sorted.
    var width: Int
    let failures: FailureFlags

    func run(tile: Int) {
        let row = tile / runs
        let first = (tile &- row &* runs) &* ArgSort.run
        let count = min(ArgSort.run, kernel.length &- first)
        if width == 0 { sortRun(row, first, count) } else { mergePiece(row, first, count) }
    }

    private func sortRun(_ row: Int, _ first: Int, _ count: Int) {
        let bytes = 2 &* count &* MemoryLayout<Entry>.stride &+ countBytes
        guard let memory = ThreadState.current.pointee.tileMemory(bytes) else { return failures.note(.outOfMemory) }
        let entries = memory.assumingMemoryBound(to: Entry.self)
        kernel.load(source, row: row, from: first, count: count, into: entries)
        let sorted = sort(entries, entries + count, count: count) ? entries + count : entries
        (to + (row &* kernel.length &+ first)).update(from: sorted, count: count)
    }

    /// Results `first ..< first + count` of the merge that they belong to.
    private func mergePiece(_ row: Int, _ first: Int, _ count: Int) {
        let start = first / (2 &* width) &* (2 &* width)
        let middle = min(start &+ width, kernel.length)
        let end = min(middle &+ width, kernel.length)
        let left = from + (row &* kernel.length &+ start)
        let right = from + (row &* kernel.length &+ middle)
        let (leftCount, rightCount) = (middle &- start, end &- middle)
        // How many of the results before this piece come from the left: of equal keys the left ones go first.
        let before = first &- start
        var low = max(0, before &- rightCount)
        var high = min(before, leftCount)
        while low < high {
            let split = (low &+ high) / 2
            if left[split].key <= right[before &- split &- 1].key { low = split &+ 1 } else { high = split }
        }
        var i = low
        var j = before &- low
        let isLast = 2 &* width >= kernel.length
        let place = row &* kernel.length &+ first
        for k in 0..<count {
            let takesLeft = j >= rightCount || i < leftCount && left[i].key <= right[j].key
            let entry = takesLeft ? left[i] : right[j]
            if takesLeft { i &+= 1 } else { j &+= 1 }
            if isLast {
                permutation[place &+ k] = Int64(truncatingIfNeeded: entry.place)
            } else {
                to[place &+ k] = entry
            }
        }
    }
}
