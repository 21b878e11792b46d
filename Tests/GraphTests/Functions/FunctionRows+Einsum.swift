import Tensors

@testable import Graph

/// `einsum`, and norms with an order. See `FunctionRow` for what the numbers are.
func einsumRows() -> [FunctionRow] {
    let rows = FunctionRows()
    let add = rows.add
    add(
        "jnp.einsum('ij,jk->ik', x, y)", [([2, 3], -1, 1), ([3, 4], -1, 1)], [2, 4],
        [-0.9017305234383945, 1.0772810665949892, -0.324544474127765]
    ) { g, x in
        try g.einsum("ij,jk->ik", x)
    }
    add(
        "jnp.einsum('ij,kj->ik', x, y)", [([2, 3], -1, 1), ([4, 3], -1, 1)], [2, 4],
        [-0.08022862408305287, -0.26380352265119605, 0.5151779688421956]
    ) { g, x in
        try g.einsum("ij,kj->ik", x)
    }
    add("jnp.einsum('ii', x)", [([3, 3], -1, 1)], [], [0.2773654475959408, -0.4701222335133325, 0]) { g, x in
        try g.einsum("ii", x)
    }
    add("jnp.einsum('ii->i', x)", [([3, 3], -1, 1)], [3], [0.5785672150701632, -0.25636707621637267, 0]) { g, x in
        try g.einsum("ii->i", x)
    }
    add("jnp.einsum('iij->j', x)", [([2, 2, 3], -1, 1)], [3], [0.7051253283129849, -0.9755560861354138, 0]) { g, x in
        try g.einsum("iij->j", x)
    }
    add("jnp.einsum('ij->ji', x)", [([2, 3], -1, 1)], [3, 2], [-0.6290015009992824, -0.25075821856561664, 0]) { g, x in
        try g.einsum("ij->ji", x)
    }
    add("jnp.einsum('ba', x)", [([2, 3], -1, 1)], [3, 2], [-0.6290015009992824, -0.25075821856561664, 0]) { g, x in
        try g.einsum("ba", x)
    }
    add(
        "jnp.einsum('i,j->ij', x, y)", [([2], -1, 1), ([3], -1, 1)], [2, 3],
        [-0.1300992055571806, 0.7544795656710284, -3.068904904240794]
    ) { g, x in
        try g.einsum("i,j->ij", x)
    }
    add(
        "jnp.einsum('i,i', x, y)", [([3], -1, 1), ([3], -1, 1)], [],
        [-0.14718585272883072, 0.39715556331442065, -1.1467402372281201]
    ) { g, x in
        try g.einsum("i,i", x)
    }
    add(
        "jnp.einsum('bi,bi->b', x, y)", [([4, 3], -1, 1), ([4, 3], -1, 1)], [4],
        [0.7521107424800724, -0.3605000639676013, -0.9748632517165674]
    ) { g, x in
        try g.einsum("bi,bi->b", x)
    }
    add(
        "jnp.einsum('bij,bjk->bik', x, y)", [([4, 2, 3], -1, 1), ([4, 3, 2], -1, 1)], [4, 2, 2],
        [0.15973040149743983, 0.5160583929137809, 2.3532510104049678]
    ) { g, x in
        try g.einsum("bij,bjk->bik", x)
    }
    add(
        "jnp.einsum('...ij,...jk->...ik', x, y)", [([2, 1, 2, 3], -1, 1), ([4, 3, 2], -1, 1)], [2, 4, 2, 2],
        [0.16056817106903543, -0.36845212350017276, 0.2623287859952491]
    ) { g, x in
        try g.einsum("...ij,...jk->...ik", x)
    }
    add("jnp.einsum('...i->...', x)", [([2, 3], -1, 1)], [2], [0.1907308109041982, 0.2867512888334781, 0]) { g, x in
        try g.einsum("...i->...", x)
    }
    add("jnp.einsum('i...', x)", [([2, 3, 2], -1, 1)], [3, 2, 2], [-0.8112746930364814, -0.9029279264610416, 0]) { g, x in
        try g.einsum("i...", x)
    }
    add(
        "jnp.einsum('ij,jk,kl->il', x, y, z)", [([2, 3], -1, 1), ([3, 4], -1, 1), ([4, 2], -1, 1)], [2, 2],
        [-0.35211084901570544, 1.7798965163126121, -3.24557492840032]
    ) { g, x in
        try g.einsum("ij,jk,kl->il", x)
    }
    add(
        "jnp.einsum('ij,ik,il->jkl', x, y, z)", [([2, 3], -1, 1), ([2, 2], -1, 1), ([2, 4], -1, 1)], [3, 2, 4],
        [1.398843313227398, -2.768846998229878, 1.7279578715589343]
    ) { g, x in
        try g.einsum("ij,ik,il->jkl", x)
    }
    add(
        "jnp.einsum('ijk,ijl,kl->ij', x, y, z)", [([2, 3, 2], -1, 1), ([2, 3, 4], -1, 1), ([2, 4], -1, 1)], [2, 3],
        [-0.11846388182078954, 2.1083148939255087, -3.7741989420937476]
    ) { g, x in
        try g.einsum("ijk,ijl,kl->ij", x)
    }
    add(
        "jnp.einsum(',ij->ij', x, y)", [([], -1, 1), ([2, 3], -1, 1)], [2, 3],
        [-0.983017547238728, 1.789684988738024, -1.476907438522126]
    ) { g, x in
        try g.einsum(",ij->ij", x)
    }
    add(
        "jnp.einsum('ij,ij->', x, y)", [([2, 3], -1, 1), ([2, 3], -1, 1)], [],
        [-0.7196252760209043, 0.9810502652980432, -1.9510424601025016]
    ) { g, x in
        try g.einsum("ij,ij->", x)
    }
    add(
        "jnp.einsum('abc,cb->a', x, y)", [([2, 3, 4], -1, 1), ([4, 3], -1, 1)], [2],
        [-0.08454057411380267, 1.1348749927368458, -1.9977962790705328]
    ) { g, x in
        try g.einsum("abc,cb->a", x)
    }
    add(
        "jnp.einsum('ij,j->i', x, y)", [([2, 3], -1, 1), ([3], -1, 1)], [2],
        [-0.1498520146261459, 0.406564637039347, -1.1527620901504432]
    ) { g, x in
        try g.einsum("ij,j->i", x)
    }
    add(
        "jnp.einsum('kij,kij->k', x, y)", [([2, 2, 3], -1, 1), ([2, 2, 3], -1, 1)], [2],
        [-0.7113423623106985, 0.9760449806469987, -1.9469829204936004]
    ) { g, x in
        try g.einsum("kij,kij->k", x)
    }
    add("jnp.einsum('iijj->ij', x)", [([2, 2, 3, 3], -1, 1)], [2, 3], [0.8435457672500045, 0.1432103672577939, 0]) { g, x in
        try g.einsum("iijj->ij", x)
    }
    add(
        "jnp.einsum('a...b,b...->...a', x, y)", [([2, 3, 4], -1, 1), ([4, 3], -1, 1)], [3, 2],
        [-0.7960594208695496, 1.1698722945175575, -1.9513425646081348]
    ) { g, x in
        try g.einsum("a...b,b...->...a", x)
    }
    add("jnp.einsum('ij,jk->ik', x, y)", [([0, 3], -1, 1), ([3, 2], -1, 1)], [0, 2], [0, 0, 0]) { g, x in
        try g.einsum("ij,jk->ik", x)
    }
    add("jnp.einsum('ij,jk->ik', x, y)", [([2, 0], -1, 1), ([0, 2], -1, 1)], [2, 2], [0, 0, 0]) { g, x in
        try g.einsum("ij,jk->ik", x)
    }
    add("jnp.linalg.norm(x, 1)", [([4], -1, 1)], [], [-0.7042630357992917, 0.1295517733526325, 0]) { g, x in
        try g.norm(x[0], order: .number(1))
    }
    add("jnp.linalg.norm(x, 3)", [([4], -1, 1)], [], [-0.34012684307567587, 0.16479511537570787, -0.4113871517210756]) { g, x in
        try g.norm(x[0], order: .number(3))
    }
    add("jnp.linalg.norm(x, 0.5)", [([4], -1, 1)], [], [-2.607980372249223, -0.4108456802603531, 8.119234784877785]) { g, x in
        try g.norm(x[0], order: .number(0.5))
    }
    add("jnp.linalg.norm(x, jnp.inf, axis=0)", [([3, 2], -1, 1)], [2], [-0.3666670180921317, 0.15645637393625372, 0]) { g, x in
        try g.norm(x[0], order: .number(.infinity), axis: [0])
    }
    add(
        "jnp.linalg.norm(x, -jnp.inf, axis=1, keepdims=True)", [([3, 2], -1, 1)], [3, 1],
        [0.13603501554473751, -0.715428019743281, 0]
    ) { g, x in
        try g.norm(x[0], order: .number(-.infinity), axis: [1], keepdims: true)
    }
    add("jnp.linalg.norm(x, 2)", [([3, 2], -1, 1)], [], [-0.5409444623424962, 0.33444841331302433, -0.056221494271164116]) {
        g, x in
        try g.norm(x[0], order: .number(2))
    }
    add("jnp.linalg.norm(x, -2)", [([3, 3], -1, 1)], [], [-0.21509535748860617, -0.21693719388418597, -0.00037709065099223376]) {
        g, x in
        try g.norm(x[0], order: .number(-2))
    }
    add("jnp.linalg.norm(x, 1)", [([3, 2], -1, 1)], [], [-0.7225249367976533, 0.6383907023968469, 0]) { g, x in
        try g.norm(x[0], order: .number(1))
    }
    add("jnp.linalg.norm(x, -1)", [([3, 2], -1, 1)], [], [-0.5464591778504846, -0.01935834766837217, 0]) { g, x in
        try g.norm(x[0], order: .number(-1))
    }
    add("jnp.linalg.norm(x, jnp.inf)", [([3, 2], -1, 1)], [], [-0.564721078848846, 0.48948058137584227, 0]) { g, x in
        try g.norm(x[0], order: .number(.infinity))
    }
    add("jnp.linalg.norm(x, 'nuc')", [([2, 3], -1, 1)], [], [-0.7582429735032599, 0.3372500181370303, -0.43594619828997755]) {
        g, x in
        try g.norm(x[0], order: .nuclear)
    }
    add("jnp.linalg.norm(x, 'fro')", [([2, 3], -1, 1)], [], [-0.5762931826940666, 0.33819839083115, -0.4848771780323489]) {
        g, x in
        try g.norm(x[0], order: .frobenius)
    }
    add("jnp.linalg.norm(x, 1, axis=(2, 0))", [([3, 2, 4], -1, 1)], [2], [-0.9508737351457096, 0.7059430509615687, 0]) { g, x in
        try g.norm(x[0], order: .number(1), axis: [2, 0])
    }
    add(
        "jnp.linalg.norm(x, 'nuc', axis=(0, 2), keepdims=True)", [([3, 2, 4], -1, 1)], [1, 2, 1],
        [-1.3169377349414746, 0.5744653795093779, -1.0883149844350708]
    ) { g, x in
        try g.norm(x[0], order: .nuclear, axis: [0, 2], keepdims: true)
    }
    return rows.all
}
