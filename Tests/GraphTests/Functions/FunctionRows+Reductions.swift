import Tensors

@testable import Graph

/// Reductions, positions and orders. See `FunctionRow` for what the numbers are.
func reductionsRows() -> [FunctionRow] {
    let rows = FunctionRows()
    let add = rows.add
    add("jnp.sum(x, axis=None)", [([2, 3, 4], -1, 1)], [], [0.544420097366728, 0.4012223122344714, 0]) { g, x in try g.sum(x[0]) }
    add("jnp.sum(x, axis=1)", [([2, 3, 4], -1, 1)], [2, 4], [-0.7681783279050747, -0.014102148140090032, 0]) { g, x in
        try g.sum(x[0], axis: [1])
    }
    add(
        "jnp.sum(x, axis=(0, -1), keepdims=True)", [([2, 3, 4], -1, 1)], [1, 3, 1], [-0.41751332258438617, 0.4289712939039789, 0]
    ) { g, x in try g.sum(x[0], axis: [0, -1], keepdims: true) }
    add("jnp.sum(x, axis=(1, 2))", [([2, 3, 4], -1, 1)], [2], [0.4403907845379354, -0.05259344087933394, 0]) { g, x in
        try g.sum(x[0], axis: [1, 2])
    }
    add(
        "jnp.prod(x, axis=None)", [([2, 3, 4], -1, 1)], [],
        [7.019687301270395e-11, 4.887356519047175e-10, -3.4294349970958226e-08]
    ) { g, x in try g.prod(x[0]) }
    add("jnp.prod(x, axis=1)", [([2, 3, 4], -1, 1)], [2, 4], [-0.20376050236387705, 0.01329011292400771, 0.3916467948253986]) {
        g, x in try g.prod(x[0], axis: [1])
    }
    add(
        "jnp.prod(x, axis=(0, -1), keepdims=True)", [([2, 3, 4], -1, 1)], [1, 3, 1],
        [-0.00034913642933076246, -0.00404446948043083, 0.0004266954646900429]
    ) { g, x in try g.prod(x[0], axis: [0, -1], keepdims: true) }
    add(
        "jnp.prod(x, axis=(1, 2))", [([2, 3, 4], -1, 1)], [2],
        [1.2436972329477127e-06, 4.497262320103526e-06, -0.0003493165270940572]
    ) { g, x in try g.prod(x[0], axis: [1, 2]) }
    add("jnp.mean(x, axis=None)", [([2, 3, 4], -1, 1)], [], [0.02268417072361367, 0.016717596343102974, 0]) { g, x in
        try g.mean(x[0])
    }
    add("jnp.mean(x, axis=1)", [([2, 3, 4], -1, 1)], [2, 4], [-0.256059442635025, -0.00470071604669664, 0]) { g, x in
        try g.mean(x[0], axis: [1])
    }
    add(
        "jnp.mean(x, axis=(0, -1), keepdims=True)", [([2, 3, 4], -1, 1)], [1, 3, 1],
        [-0.05218916532304827, 0.053621411737997365, 0]
    ) { g, x in try g.mean(x[0], axis: [0, -1], keepdims: true) }
    add("jnp.mean(x, axis=(1, 2))", [([2, 3, 4], -1, 1)], [2], [0.036699232044827945, -0.004382786739944494, 0]) { g, x in
        try g.mean(x[0], axis: [1, 2])
    }
    add("jnp.var(x, axis=None)", [([2, 3, 4], -1, 1)], [], [-0.13802427050386115, 0.1153907358701819, -0.2748713708237222]) {
        g, x in try g.variance(x[0])
    }
    add("jnp.var(x, axis=1)", [([2, 3, 4], -1, 1)], [2, 4], [-0.11082317859898345, -0.2156012924190134, 0.9859710773725382]) {
        g, x in try g.variance(x[0], axis: [1])
    }
    add(
        "jnp.var(x, axis=(0, -1), keepdims=True)", [([2, 3, 4], -1, 1)], [1, 3, 1],
        [0.02150846502401832, -0.07232528079184841, -0.0002403229064590895]
    ) { g, x in try g.variance(x[0], axis: [0, -1], keepdims: true) }
    add("jnp.var(x, axis=(1, 2))", [([2, 3, 4], -1, 1)], [2], [-0.11388999520707771, 0.13125589032295293, -0.31075010937546155]) {
        g, x in try g.variance(x[0], axis: [1, 2])
    }
    add("jnp.std(x, axis=None)", [([2, 3, 4], -1, 1)], [], [-0.2398819300835138, 0.10027277207569754, -0.1969440802036954]) {
        g, x in try g.std(x[0])
    }
    add("jnp.std(x, axis=1)", [([2, 3, 4], -1, 1)], [2, 4], [-0.019883798266810526, -0.5353337958427282, 0.8408450866002903]) {
        g, x in try g.std(x[0], axis: [1])
    }
    add(
        "jnp.std(x, axis=(0, -1), keepdims=True)", [([2, 3, 4], -1, 1)], [1, 3, 1],
        [0.02357407694974553, -0.05967821328722641, -0.048134516390965665]
    ) { g, x in try g.std(x[0], axis: [0, -1], keepdims: true) }
    add("jnp.std(x, axis=(1, 2))", [([2, 3, 4], -1, 1)], [2], [-0.2165277927682561, 0.12461369713618344, -0.22356843573815272]) {
        g, x in try g.std(x[0], axis: [1, 2])
    }
    add("jnp.max(x, axis=None)", [([2, 3, 4], -1, 1)], [], [-0.38038360254663006, -0.07366962349946647, 0]) { g, x in
        try g.extremum(largest: true, x[0])
    }
    add("jnp.max(x, axis=1)", [([2, 3, 4], -1, 1)], [2, 4], [-0.3174459647318408, -0.6775858928242615, 0]) { g, x in
        try g.extremum(largest: true, x[0], axis: [1])
    }
    add(
        "jnp.max(x, axis=(0, -1), keepdims=True)", [([2, 3, 4], -1, 1)], [1, 3, 1],
        [-0.03460204247010917, -0.04653435663011801, 0]
    ) { g, x in try g.extremum(largest: true, x[0], axis: [0, -1], keepdims: true) }
    add("jnp.max(x, axis=(1, 2))", [([2, 3, 4], -1, 1)], [2], [-0.32893683811087265, -0.026200297067934003, 0]) { g, x in
        try g.extremum(largest: true, x[0], axis: [1, 2])
    }
    add("jnp.min(x, axis=None)", [([2, 3, 4], -1, 1)], [], [0.40691722089548876, -0.1201836091804546, 0]) { g, x in
        try g.extremum(largest: false, x[0])
    }
    add("jnp.min(x, axis=1)", [([2, 3, 4], -1, 1)], [2, 4], [-0.3014252618217472, 0.6834030287223484, 0]) { g, x in
        try g.extremum(largest: false, x[0], axis: [1])
    }
    add(
        "jnp.min(x, axis=(0, -1), keepdims=True)", [([2, 3, 4], -1, 1)], [1, 3, 1],
        [-0.09766200243997625, -0.07715582045650787, 0]
    ) { g, x in try g.extremum(largest: false, x[0], axis: [0, -1], keepdims: true) }
    add("jnp.min(x, axis=(1, 2))", [([2, 3, 4], -1, 1)], [2], [0.36511655463974696, -0.1551488814278658, 0]) { g, x in
        try g.extremum(largest: false, x[0], axis: [1, 2])
    }
    add("logsumexp(x, axis=None)", [([2, 3, 4], -1, 1)], [], [-1.3694146835517986, 0.05383811505625046, -0.09402036750077347]) {
        g, x in try g.logsumexp(x[0])
    }
    add("logsumexp(x, axis=1)", [([2, 3, 4], -1, 1)], [2, 4], [0.22109139574090308, -0.10564839646007068, 0.48820252987488255]) {
        g, x in try g.logsumexp(x[0], axis: [1])
    }
    add(
        "logsumexp(x, axis=(0, -1), keepdims=True)", [([2, 3, 4], -1, 1)], [1, 3, 1],
        [-0.008607549920589763, 0.01705807848208385, 0.010960675835176681]
    ) { g, x in try g.logsumexp(x[0], axis: [0, -1], keepdims: true) }
    add(
        "logsumexp(x, axis=(1, 2))", [([2, 3, 4], -1, 1)], [2], [-1.043023296357358, 0.045481516104781204, -0.11397669803650175]
    ) { g, x in try g.logsumexp(x[0], axis: [1, 2]) }
    add("jnp.prod(x, axis=0)", [([7, 2], -1, 1)], [2], [-0.00035304868570675024, -0.003947672095033414, 0.06907845467449163]) {
        g, x in try g.prod(x[0], axis: [0])
    }
    add("jnp.sqrt(jnp.sum(x * x))", [([2, 3, 4], -1, 1)], [], [-1.1804193693633789, 0.48134217865791634, -0.9743724366922656]) {
        g, x in try g.norm(x[0])
    }
    add(
        "jnp.linalg.norm(x, axis=1, keepdims=True)", [([2, 3], -1, 1)], [2, 1],
        [-0.2665236175655247, 0.24068836248213712, -0.7254336271579535]
    ) { g, x in try g.norm(x[0], axis: [1], keepdims: true) }
    add("jnp.any(x > 0.7, axis=1)", [([2, 3, 4], -1, 1)], [2, 4], [-0.605270185507834, 0, 0]) { g, x in
        try g.any(g.binary(.greater, x[0], g.emit(Scalar(0.7, .float64), [])), axis: [1])
    }
    add("jnp.all(x > -0.7, axis=(0, 2), keepdims=True)", [([2, 3, 4], -1, 1)], [1, 3, 1], [-0.4169074045494199, 0, 0]) { g, x in
        try g.all(g.binary(.greater, x[0], g.emit(Scalar(-0.7, .float64), [])), axis: [0, 2], keepdims: true)
    }
    add("jnp.argmax(x, axis=None)", [([2, 3, 4], -1, 1)], [], [-5.419796259142458, 0, 0]) { g, x in
        try g.argExtreme(largest: true, x[0])
    }
    add("jnp.argmax(x, axis=1, keepdims=True)", [([2, 3, 4], -1, 1)], [2, 1, 4], [-0.5998637694865465, 0, 0]) { g, x in
        try g.argExtreme(largest: true, x[0], axis: 1, keepdims: true)
    }
    add("jnp.argmax(x, axis=-1)", [([2, 3, 4], -1, 1)], [2, 3], [-1.722797630354762, 0, 0]) { g, x in
        try g.argExtreme(largest: true, x[0], axis: -1)
    }
    add("jnp.argmin(x, axis=None)", [([2, 3, 4], -1, 1)], [], [-7.504333281889558, 0, 0]) { g, x in
        try g.argExtreme(largest: false, x[0])
    }
    add("jnp.argmin(x, axis=1, keepdims=True)", [([2, 3, 4], -1, 1)], [2, 1, 4], [1.278987375088036, 0, 0]) { g, x in
        try g.argExtreme(largest: false, x[0], axis: 1, keepdims: true)
    }
    add("jnp.argmin(x, axis=-1)", [([2, 3, 4], -1, 1)], [2, 3], [-0.24353079218417406, 0, 0]) { g, x in
        try g.argExtreme(largest: false, x[0], axis: -1)
    }
    add("jnp.cumsum(x, axis=None)", [([2, 3, 4], -1, 1)], [24], [1.605155864897506, -4.162220726700722, 0]) { g, x in
        try g.cumsum(x[0])
    }
    add("jnp.cumsum(x, axis=0)", [([2, 3, 4], -1, 1)], [2, 3, 4], [4.103091496833223, 0.7354236911906846, 0]) { g, x in
        try g.cumsum(x[0], axis: 0)
    }
    add("jnp.cumsum(x, axis=-1)", [([2, 3, 4], -1, 1)], [2, 3, 4], [1.8743845453938381, -4.094456109846965, 0]) { g, x in
        try g.cumsum(x[0], axis: -1)
    }
    add("jnp.argsort(x, axis=None)", [([2, 3, 4], -1, 1)], [24], [-1.1522967284545302, 0, 0]) { g, x in
        try g.argsort(x[0], axis: nil)
    }
    add(
        "jnp.sort(x, axis=None) ** 2", [([2, 3, 4], -1, 1)], [24], [0.24589734965473786, -1.2315432298009212, 0.7119557614002809]
    ) { g, x in try g.power(g.sort(x[0], axis: nil), exponent: 2) }
    add("jnp.argsort(x, axis=0)", [([2, 3, 4], -1, 1)], [2, 3, 4], [5.2764184176921844, 0, 0]) { g, x in
        try g.argsort(x[0], axis: 0)
    }
    add(
        "jnp.sort(x, axis=0) ** 2", [([2, 3, 4], -1, 1)], [2, 3, 4],
        [-0.43492424924494555, 0.7288956948879005, 0.9231821432037617]
    ) { g, x in try g.power(g.sort(x[0], axis: 0), exponent: 2) }
    add("jnp.argsort(x, axis=1)", [([2, 3, 4], -1, 1)], [2, 3, 4], [5.660284001380205, 0, 0]) { g, x in
        try g.argsort(x[0], axis: 1)
    }
    add(
        "jnp.sort(x, axis=1) ** 2", [([2, 3, 4], -1, 1)], [2, 3, 4], [0.17922221852651962, 1.82466846661686, -2.055968698470923]
    ) { g, x in try g.power(g.sort(x[0], axis: 1), exponent: 2) }
    add("jnp.argsort(x, axis=-1)", [([2, 3, 4], -1, 1)], [2, 3, 4], [4.673882893286645, 0, 0]) { g, x in
        try g.argsort(x[0], axis: -1)
    }
    add(
        "jnp.sort(x, axis=-1) ** 2", [([2, 3, 4], -1, 1)], [2, 3, 4],
        [0.5595244091533114, -1.0942180018675112, -1.2746002024672534]
    ) { g, x in try g.power(g.sort(x[0], axis: -1), exponent: 2) }
    return rows.all
}
