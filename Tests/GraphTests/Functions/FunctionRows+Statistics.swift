import Tensors

@testable import Graph

/// Quantiles and histograms. See `FunctionRow` for what the numbers are.
func statisticsRows() -> [FunctionRow] {
    let rows = FunctionRows()
    let add = rows.add
    @Sendable func shares(_ g: Graph, _ q: [Double], _ shape: [Int]? = nil) throws -> ValueID {
        try g.emit(Literal(Tensor(q, shape: shape)), [])
    }
    add(
        "jnp.quantile(x, np.array([0.3, 0.85])) ** 2", [([2, 3, 4], -1, 1)], [2],
        [-0.09173327857196954, 0.3119809939856166, -0.5195584369493906]
    ) { g, x in try g.power(g.quantile(x[0], shares(g, [0.3, 0.85])), exponent: 2) }
    add(
        "jnp.quantile(x, 0.4, axis=1) ** 2", [([2, 3, 4], -1, 1)], [2, 4],
        [0.08829602571843288, -0.2085321144599178, 0.08719689539644951]
    ) { g, x in try g.power(g.quantile(x[0], shares(g, [0.4], []), axis: [1]), exponent: 2) }
    add(
        "jnp.quantile(x, np.array([0.5, 1.0]), axis=(0, -1), keepdims=True) ** 2", [([2, 3, 4], -1, 1)], [2, 1, 3, 1],
        [0.2478922492212723, 0.4120932877702891, 0.14281637872155828]
    ) { g, x in try g.power(g.quantile(x[0], shares(g, [0.5, 1]), axis: [0, -1], keepdims: true), exponent: 2) }
    add(
        "jnp.quantile(x, y)", [([2, 3, 4], -1, 1), ([3], 0.1, 0.9)], [3],
        [0.28080386527790097, -1.5540744020760564, -1.978262282577964]
    ) { g, x in try g.quantile(x[0], x[1]) }
    add(
        "jnp.quantile(x, 0.4, method='higher') ** 2", [([2, 3, 4], -1, 1)], [],
        [-0.010064382271408524, -0.11543851306817296, -0.6620401501067853]
    ) { g, x in try g.power(g.quantile(x[0], shares(g, [0.4], []), method: .higher), exponent: 2) }
    add(
        "jnp.quantile(x, 0.37, axis=0, method='midpoint') ** 2", [([2, 3, 4], -1, 1)], [3, 4],
        [0.10233928729858877, -0.5047970888007334, 0.6202850463902261]
    ) { g, x in try g.power(g.quantile(x[0], shares(g, [0.37], []), axis: [0], method: .midpoint), exponent: 2) }
    add(
        "jnp.histogram(x, bins=4, range=(-1, 1), weights=y)[0] ** 2", [([2, 3, 4], -1, 1), ([2, 3, 4], -1, 1)], [4],
        [1.2519036713467493, 15.966752267825978, -14.359156979447977]
    ) { g, x in try g.power(g.histogram(x[0], edges: g.edges(of: x[0], bins: 4, range: (-1, 1)), weights: x[1]), exponent: 2) }
    add("jnp.histogram(x, bins=5)[1]", [([2, 3, 4], -1, 1)], [6], [-0.22489689778297883, -0.0251641822899826, 0]) { g, x in
        try g.edges(of: x[0], bins: 5)
    }
    return rows.all
}
