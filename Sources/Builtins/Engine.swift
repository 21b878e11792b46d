import Graph
import Interpreter
import Tensors

extension Arguments {
    /// What the built-ins of tensors compute with.
    var engine: TensorEngine {
        get throws {
            guard let engine = interpreter.tensorOperations as? TensorEngine else {
                throw error("this interpreter does not compute with tensors")
            }
            return engine
        }
    }

    /// The built-in as a function of tensors, of the arguments at these places. `attributes` must tell apart whatever `build` does
    /// differently for operands of equal types.
    func apply(
        _ places: Int..., attributes: [Int] = [], promotion: TensorEngine.Promotion = .none,
        _ build: (Graph, [ValueID]) throws -> ValueID
    ) throws -> Value {
        try engine.apply(builtin.name, places.map { try numeric($0) }, attributes: attributes, promotion: promotion, build)
    }
}
