import Tensors

@testable import Graph

/// Linear algebra. See `FunctionRow` for what the numbers are.
func linearAlgebraRows() -> [FunctionRow] {
    let rows = FunctionRows()
    let add = rows.add
    add(
        "jnp.linalg.solve(x + 2 * jnp.eye(3), y)", [([3, 3], -1, 1), ([3], -1, 1)], [3],
        [0.17144890510166338, -0.31917462664107643, 0.7885873371251672]
    ) { g, x in
        try g.solve(g.shifted(x[0], 2), x[1])
    }
    add(
        "jnp.linalg.solve(x + 2 * jnp.eye(3), y)", [([3, 3], -1, 1), ([3, 2], -1, 1)], [3, 2],
        [1.0531044691863038, -0.5227689689487752, -0.47623560651737057]
    ) { g, x in
        try g.solve(g.shifted(x[0], 2), x[1])
    }
    add(
        "jnp.linalg.solve(x + 2 * jnp.eye(3), y)", [([2, 3, 3], -1, 1), ([3, 2], -1, 1)], [2, 3, 2],
        [1.0635557909855626, -1.1438802718790284, 0.0520560418870826]
    ) { g, x in
        try g.solve(g.shifted(x[0], 2), x[1])
    }
    add(
        "jnp.linalg.solve(x + 2 * jnp.eye(3), y)", [([3, 3], -1, 1), ([2, 3, 2], -1, 1)], [2, 3, 2],
        [2.353876095005563, -1.2723879445128747, 0.8936518280738147]
    ) { g, x in
        try g.solve(g.shifted(x[0], 2), x[1])
    }
    add(
        "jnp.linalg.solve(x + 2 * jnp.eye(3), y)", [([2, 1, 3, 3], -1, 1), ([4, 3, 2], -1, 1)], [2, 4, 3, 2],
        [7.455888521332847, -5.652988113100829, 4.530303264970752]
    ) { g, x in
        try g.solve(g.shifted(x[0], 2), x[1])
    }
    add(
        "jnp.linalg.solve(x + 2 * jnp.eye(3), y)", [([2, 3, 3], -1, 1), ([3], -1, 1)], [2, 3],
        [-0.2037212327117796, 0.6450058417581612, 0.5323968449740207]
    ) { g, x in
        try g.solve(g.shifted(x[0], 2), x[1])
    }
    add(
        "jnp.linalg.solve(x.T + 2 * jnp.eye(3), y.T)", [([3, 3], -1, 1), ([2, 3], -1, 1)], [3, 2],
        [-0.35079440188764643, 0.0007466825698527746, 0.31791526116162205]
    ) { g, x in
        try g.solve(g.transpose(g.shifted(x[0], 2)), g.transpose(x[1]))
    }
    add(
        "jnp.linalg.solve(x, y)", [([1, 1], 1, 2), ([1], -1, 1)], [1],
        [0.14267008854086957, -0.3734164080885323, 0.42339215091033466]
    ) { g, x in
        try g.solve(x[0], x[1])
    }
    add(
        "jnp.linalg.inv(x + 2 * jnp.eye(3))", [([3, 3], -1, 1)], [3, 3],
        [-0.9649550033685871, 1.1757277309275382, -1.9941349969115558]
    ) { g, x in
        try g.inv(g.shifted(x[0], 2))
    }
    add(
        "jnp.linalg.inv(x + 2 * jnp.eye(2))", [([2, 2, 2, 2], -1, 1)], [2, 2, 2, 2],
        [0.1780062396491593, 0.7409055797933856, 0.1968529033568888]
    ) { g, x in
        try g.inv(g.shifted(x[0], 2))
    }
    add("jnp.linalg.det(x)", [([1, 1], -1, 1)], [], [0.24084164559921775, -0.2862591845237433, 0]) { g, x in
        try g.det(x[0])
    }
    add("jnp.linalg.det(x)", [([3, 3], -1, 1)], [], [-0.18799700476489675, 0.07013601078680974, 1.533039223925519e-10]) { g, x in
        try g.det(x[0])
    }
    add("jnp.linalg.det(x)", [([2, 4, 4], -1, 1)], [2], [-0.21600804294037895, 0.43066991617166317, -0.31211327490999724]) {
        g, x in
        try g.det(x[0])
    }
    add("jnp.linalg.slogdet(x)[1]", [([4, 4], -1, 1)], [], [0.26869506269269766, 0.8338148093563633, 1.0540964261249846]) {
        g, x in
        try g.slogdet(x[0]).logarithm
    }
    add("jnp.linalg.slogdet(x)[1]", [([3, 2, 2], -1, 1)], [3], [-0.22115932510007996, 0.10024005491324695, 1.20092524575788]) {
        g, x in
        try g.slogdet(x[0]).logarithm
    }
    add(
        "jnp.linalg.cholesky(x @ jnp.swapaxes(x, -1, -2) + jnp.eye(3))", [([3, 3], -1, 1)], [3, 3],
        [-0.9159248268253632, 1.4697432783939473, 0.27588350755259994]
    ) { g, x in
        try g.cholesky(g.gram(x[0], 1))
    }
    add(
        "jnp.linalg.cholesky(x @ jnp.swapaxes(x, -1, -2) + jnp.eye(2))", [([2, 2, 3], -1, 1)], [2, 2, 2],
        [0.408140603782443, 0.2894049553806294, -1.2682838744318055]
    ) { g, x in
        try g.cholesky(g.gram(x[0], 1))
    }
    add(
        "jnp.linalg.cholesky(x + 4 * jnp.eye(3))", [([3, 3], -1, 1)], [3, 3],
        [0.16905105592486436, -0.3244794363820682, -0.039094471228187086]
    ) { g, x in
        try g.cholesky(g.shifted(x[0], 4))
    }
    add(
        "jnp.linalg.eigh(x + jnp.swapaxes(x, -1, -2))[0]", [([4, 4], -1, 1)], [4],
        [2.633007596166843, 0.4512802858296888, 2.8151877216587837]
    ) { g, x in
        try g.eigh(g.add(x[0], g.matrixTranspose(x[0]))).values
    }
    add(
        "jnp.linalg.eigh(x + jnp.swapaxes(x, -1, -2))[0]", [([2, 3, 3], -1, 1)], [2, 3],
        [-1.0979583758114566, -0.252942415411904, -1.919126600030637]
    ) { g, x in
        try g.eigh(g.add(x[0], g.matrixTranspose(x[0]))).values
    }
    add("jnp.linalg.eigh(x)[0]", [([3, 3], -1, 1)], [3], [0.78054939187123, -0.39275993521469715, 0.5153046680211024]) { g, x in
        try g.eigh(x[0]).values
    }
    add(
        "jnp.linalg.eigh(x + jnp.swapaxes(x, -1, -2))[1] ** 2", [([3, 3], -1, 1)], [3, 3],
        [1.3056053590234749, 1.1808162151884496, 0.9492221496913915]
    ) { g, x in
        let v = try g.eigh(g.add(x[0], g.matrixTranspose(x[0]))).vectors
        return try g.multiply(v, v)
    }
    add(
        "jnp.linalg.eigh(x + jnp.swapaxes(x, -1, -2))[1] ** 2", [([2, 2, 2], -1, 1)], [2, 2, 2],
        [0.24476387348204182, 8.804307977117176e-12, -4.700939047752595e-10]
    ) { g, x in
        let v = try g.eigh(g.add(x[0], g.matrixTranspose(x[0]))).vectors
        return try g.multiply(v, v)
    }
    add("jnp.linalg.qr(x)[0]", [([3, 3], -1, 1)], [3, 3], [2.4510396802054166, -0.7843198511392728, -4.89190639483166]) { g, x in
        try g.qr(x[0]).q
    }
    add("jnp.linalg.qr(x)[1]", [([3, 3], -1, 1)], [3, 3], [-0.6939493407942128, 1.1493801409227369, -2.8098628650208144]) {
        g, x in
        try g.qr(x[0]).r
    }
    add("jnp.linalg.qr(x)[0]", [([4, 2], -1, 1)], [4, 2], [-0.04862055848314528, -0.40171839111667595, 2.2305499693971855]) {
        g, x in
        try g.qr(x[0]).q
    }
    add("jnp.linalg.qr(x)[1]", [([2, 4, 2], -1, 1)], [2, 2, 2], [0.4834295220325139, 0.14105010123630085, -2.196248215067941]) {
        g, x in
        try g.qr(x[0]).r
    }
    add(
        "jnp.concatenate([jnp.linalg.qr(x[:, :2])[1], jnp.linalg.qr(x[:, :2])[0].T @ x[:, 2:]], axis=1)", [([2, 3], -1, 1)],
        [2, 3], [-0.07335573476863677, 0.5212354557652876, 0.49484352477354027]
    ) { g, x in
        try g.qr(x[0]).r
    }
    add(
        "jnp.linalg.svd(x, compute_uv=False)", [([3, 3], -1, 1)], [3],
        [-0.3744552528104761, 0.5479489113622482, -0.40770192078752143]
    ) { g, x in
        try g.singularValues(x[0])
    }
    add(
        "jnp.linalg.svd(x, compute_uv=False)", [([2, 2, 4], -1, 1)], [2, 2],
        [0.957666972658467, -0.25651469827829676, 1.348736416392783]
    ) { g, x in
        try g.singularValues(x[0])
    }
    add(
        "jnp.linalg.svd(x, full_matrices=False)[1]", [([4, 3], -1, 1)], [3],
        [-0.37564007433797725, 0.4398488803729792, 0.18500304472093493]
    ) { g, x in
        try g.svd(x[0], fullMatrices: true).values
    }
    add(
        "jnp.linalg.svd(x, full_matrices=False)[0] ** 2", [([4, 3], -1, 1)], [4, 3],
        [0.9252159915979595, -0.05395252266151264, 1.4622875598861058]
    ) { g, x in
        let u = try g.svd(x[0], fullMatrices: false).u
        return try g.multiply(u, u)
    }
    add(
        "jnp.linalg.svd(x, full_matrices=False)[2] ** 2", [([4, 3], -1, 1)], [3, 3],
        [0.8711593050296342, 0.2399216231794355, -0.503588473740216]
    ) { g, x in
        let v = try g.svd(x[0], fullMatrices: false).vh
        return try g.multiply(v, v)
    }
    add(
        "jnp.linalg.svd(x, full_matrices=False)[0] ** 2", [([2, 2, 4], -1, 1)], [2, 2, 2],
        [0.24476387218419704, 1.656734627958345e-10, -4.156689215051301e-09]
    ) { g, x in
        let u = try g.svd(x[0], fullMatrices: false).u
        return try g.multiply(u, u)
    }
    add(
        "jnp.linalg.svd(x, full_matrices=False)[2] ** 2", [([2, 2, 4], -1, 1)], [2, 2, 4],
        [-0.1837276778195664, 1.6449670395632183, -6.0568294622744]
    ) { g, x in
        let v = try g.svd(x[0], fullMatrices: false).vh
        return try g.multiply(v, v)
    }
    return rows.all
}

extension Graph {
    /// x·xᵀ + s·1, of matrices.
    fileprivate func gram(_ x: ValueID, _ s: Double) throws -> ValueID { try shifted(matmul(x, matrixTranspose(x)), s) }

    /// x + s·1, of matrices.
    fileprivate func shifted(_ x: ValueID, _ s: Double) throws -> ValueID {
        let unit = try identity(like: x)
        return try add(x, multiply(unit, scalar(s, like: unit)))
    }
}
