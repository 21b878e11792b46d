import Graph
import Kernels

/// A step before its memory is known: the values whose pointers it takes, and how it is made once they have a place in the table.
struct PlannedStep {
    /// What is read and written at once; of a chain, what each of its links reads and writes.
    struct Part {
        /// Memory read, then values written (or changed); pointers in this order.
        var reads: [Reading]
        var writes: [ValueID]
        /// Pairs (read, write) where the written value may take the memory of the read one, if that dies here.
        var inPlace: [(read: Int, write: Int)] = []
        /// In a chain, what of the writes is whole only when all rows are: its memory is its own as long as the chain runs.
        var combined: [ValueID] = []
    }
    var stage: Int
    var parts: [Part]
    /// The step as a link of a chain, if it can be one.
    var link: RowChain.Link?
    var make: (Int) throws -> Step

    var reads: [Reading] { parts.flatMap(\.reads) }
    var writes: [ValueID] { parts.flatMap(\.writes) }

    init(
        stage: Int, reads: [Reading], writes: [ValueID], inPlace: [(read: Int, write: Int)] = [], link: RowChain.Link? = nil,
        make: @escaping (Int) throws -> Step
    ) {
        self.init(stage: stage, parts: [Part(reads: reads, writes: writes, inPlace: inPlace)], link: link, make: make)
    }

    init(stage: Int, parts: [Part], link: RowChain.Link? = nil, make: @escaping (Int) throws -> Step) {
        self.stage = stage
        self.parts = parts
        self.link = link
        self.make = make
    }
}

/// Where a step begins to read: a place in the memory of a value.
struct Reading {
    var value: ValueID
    var byteOffset: Int
}

/// The memory that steps read and write, for the question whether they may change places.
struct Touched {
    private var read = Set<ValueID>()
    private(set) var written = Set<ValueID>()

    init() {}

    init(_ step: PlannedStep, _ analysis: Analysis) {
        for part in step.parts {
            for reading in part.reads { read.insert(analysis.root(reading.value)) }
            for id in part.writes { written.insert(analysis.root(id)) }
        }
    }

    mutating func add(_ other: Touched) {
        read.formUnion(other.read)
        written.formUnion(other.written)
    }

    /// Whether one of them writes what the other reads or writes.
    func meets(_ other: Touched) -> Bool { !read.isDisjoint(with: other.written) || overwrites(other) }

    /// Whether something is written that the other reads or writes.
    func overwrites(_ other: Touched) -> Bool {
        !written.isDisjoint(with: other.written) || !written.isDisjoint(with: other.read)
    }
}
