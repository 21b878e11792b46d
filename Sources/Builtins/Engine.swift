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
}
