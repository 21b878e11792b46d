import Interpreter
import Testing

@testable import Interpreter

@Suite struct LayoutTests {
    @Test("a value takes one word and a tag, and lies in memory as the machine assumes")
    func layout() {
        #expect(MemoryLayout<Value>.size <= 9)
        #expect(ValueLayout.isAsAssumed)
    }
}

@Suite struct SmokeTests {
    @Test("a program runs and prints")
    func runs() {
        #expect(TestInterpreter.output("f(x) = x^2\nprint(f(3))") == "9\n")
    }
}
