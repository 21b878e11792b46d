/// How many vectors a product takes at once.
///
/// It depends on N alone: a batch may round otherwise than single products, and a result must not depend on how many
/// samples were asked for or how much memory is free.
enum Blocks {
    static func size(dimension n: Int) -> Int {
        switch n {
        case ...4096: 16
        case ...0x10_0000: 4
        case ...0x40_0000: 2
        default: 1
        }
    }
}
