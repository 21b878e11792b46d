import Syntax
import Testing

@testable import Interpreter

@Suite struct LayoutTests {
    @Test("a value takes one word and a tag, and lies in memory as the machine assumes")
    func layout() {
        #expect(MemoryLayout<Value>.size <= 9)
        #expect(ValueLayout.isAsAssumed)
    }

    @Test("the loop knows the numbers of the operators it does itself")
    func numbers() {
        #expect(Machine.remainderNumber == BinaryOperator.remainder.number)
        #expect(Machine.floorDivideNumber == BinaryOperator.floorDivide.number)
    }
}
