import Tensors

/// What `eigsh` is asked for; the defaults are SciPy's where SciPy has them.
public struct EigenRequest: Sendable {
    /// k: how many pairs; min(6, N) if nil.
    public var count: Int?
    public var part: SpectrumPart
    /// tol: a pair is converged when ‖Hx − λx‖ ≤ max(tol·|λ|, floor).
    public var tolerance: Double
    /// ncv: the largest size of the basis; what memory allows if nil. From N on the matrix is formed and solved directly.
    public var basisLimit: Int?
    /// maxiter: the most products with H; 10·N if nil.
    public var productLimit: Int?
    /// v0: where the Krylov space begins, N numbers; a fixed random vector if nil.
    public var start: Tensor?

    public init(
        count: Int? = nil, part: SpectrumPart = .largestMagnitude, tolerance: Double = 0, basisLimit: Int? = nil,
        productLimit: Int? = nil, start: Tensor? = nil
    ) {
        self.count = count
        self.part = part
        self.tolerance = tolerance
        self.basisLimit = basisLimit
        self.productLimit = productLimit
        self.start = start
    }

    /// The same with defaults filled in for an operator. Throws where a value makes no sense for it.
    func resolved(for H: any LinearOperator) throws -> ResolvedRequest {
        let n = H.dimension
        guard n > 0 else {
            throw TensorError("eigsh needs an operator on at least one parameter, this one has \(n)")
        }
        guard H.dtype.isFloat else { throw TensorError("eigsh needs a float operator, this one is \(H.dtype.name)") }
        let k = count ?? min(6, n)
        guard k >= 1, k <= n else {
            throw TensorError(
                "eigsh: k=\(k) eigenvalues of an operator on \(n) \(n == 1 ? "parameter" : "parameters")",
                hint: "k is from 1 to \(n)")
        }
        guard tolerance >= 0, tolerance.isFinite else {
            throw TensorError(
                "eigsh: tol=\(tolerance) is no tolerance", hint: "tol is a relative tolerance, 0 for what the numbers allow")
        }
        if let basisLimit, basisLimit <= k, basisLimit < n {
            throw TensorError(
                "eigsh: ncv=\(basisLimit) is too small for k=\(k)",
                hint: "the basis must be larger than k, say \(min(n, 2 * k + 20))")
        }
        if let productLimit, productLimit < 1 {
            throw TensorError(
                "eigsh: maxiter=\(productLimit) allows no product", hint: "maxiter is the most products with H, at least 1")
        }
        var start = start
        if let given = start {
            guard given.count == n, given.dtype != .bool else {
                throw TensorError(
                    "eigsh: v0 has shape \(Shape.describe(given.shape)) for an operator on \(n) parameters",
                    hint: "v0 holds one number for each parameter")
            }
            let numbers = given.doubles()
            guard numbers.allSatisfy(\.isFinite) else { throw TensorError("eigsh: v0 is not finite") }
            // Its length means nothing, but has to be a number: squares of the least ones are 0, of the greatest inf.
            let largest = numbers.reduce(0) { max($0, abs($1)) }
            let square = largest * largest
            if largest > 0, !(given.dtype == .float32 ? Float(square).isNormal : square.isNormal) {
                start = try Tensor(numbers.map { $0 / largest }, shape: given.shape).converted(to: given.dtype)
            }
        }
        return ResolvedRequest(
            count: k, part: part, tolerance: tolerance, basisLimit: basisLimit,
            productLimit: productLimit ?? n.multipliedReportingOverflow(by: 10).partialValue, start: start)
    }
}

/// A request without open defaults, but for the basis.
struct ResolvedRequest: Sendable {
    var count: Int
    var part: SpectrumPart
    var tolerance: Double
    var basisLimit: Int?
    var productLimit: Int
    var start: Tensor?

    /// The largest N whose matrix is formed and solved directly unasked.
    static let denseOrder = 32

    /// Whether the matrix is formed and solved directly.
    func isDense(dimension n: Int) -> Bool {
        guard productLimit >= n else { return false }
        return n <= ResolvedRequest.denseOrder || (basisLimit ?? 0) >= n
    }
}
