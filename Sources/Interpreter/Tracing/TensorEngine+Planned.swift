import Compiler
import Graph
import Kernels
import Tensors
import Transforms

/// What a transform makes of a traced function, and how its results are to be read.
struct TransformResult {
    var outputs: [ValueID]
    /// What the results of stage 0 are, where it is not that of the parameters.
    var resultStructure: Structure?
    /// What the inputs that the transform adds are the leaves of.
    var vectorStructure: Structure?
}

/// A plan that serves a call, its inputs bound and stage 0 run.
struct PlannedRun {
    let plan: TracedPlan
    let state: PlanState
    /// The outputs of stage 0 without the guards.
    let results: [Tensor]
}

extension TensorEngine {
    /// Finds, or makes, the plan of `transform` for `function` at `parameters`, and runs its stage 0 on them.
    ///
    /// `vectors` gives the tensors of the inputs that the transform adds. A plan whose guards fail at these parameters is passed
    /// over, and the function is traced anew along the branches it takes here. `structure`, that of the parameters, is asked for
    /// only then: a plan that is found knows it. A result that is not finite is warned of in the name of `primitive`, if that is
    /// given.
    func planned(
        _ function: Value, at parameters: Value, _ structure: @autoclosure () throws -> Structure, transform: String,
        for primitive: String?, interpreter: Interpreter,
        added vectors: (TracedPlan) throws -> [Tensor] = { _ in [] }, _ make: (TracedFunction) throws -> TransformResult
    ) throws -> PlannedRun {
        let key = PlanCache.Key(code: function.codeIdentity, transform: transform)
        /// Numbers made of finite ones that are not finite are worth a word.
        func check(_ run: PlannedRun, _ inputs: [Tensor], _ added: [Tensor]) throws {
            guard let primitive else { return }
            run.plan.vigilance.begin()
            guard run.results.contains(where: run.plan.vigilance.finds) else { return }
            guard (run.plan.parameters(among: inputs) + added).allSatisfy(\.isFinite) else {
                // What made them so may have been passed over.
                if run.plan.vigilance.hasLookedAway { interpreter.warn("\(primitive): the parameters are not finite") }
                return
            }
            try warnNotFinite(primitive, key, inputs: inputs + added, interpreter) { run.plan.provenance }
        }
        var skipped = Set<ObjectIdentifier>()
        let mark = random.mark
        while skipped.count < PlanCache.pathLimit,
            let (plan, inputs) = try plans.find(key, function, parameters, self, skipping: skipped)
        {
            let added = try vectors(plan)
            if let run = try run(plan, inputs, added) {
                statistics.hit += 1
                try check(run, inputs, added)
                return run
            }
            // The numbers that it drew are for the path that is taken.
            random.rewind(to: mark)
            skipped.insert(ObjectIdentifier(plan))
        }
        if plans.has(key) { statistics.retraced += 1 } else { statistics.built += 1 }
        let traced = try TracedFunction(function, at: parameters, structure(), self, interpreter)
        let result = try make(traced)
        let plan = try TracedPlan(traced, result, name: transform)
        let mayServeAgain = traced.trace.effects.isEmpty && !traced.trace.captures.isCyclic && skipped.count < PlanCache.pathLimit
        if mayServeAgain { plans.add(key, plan) }
        if let effect = traced.trace.effects.first {
            interpreter.note("the function calls `\(effect)`: it is traced at each call, and no plan of it is kept")
        }
        let added = try vectors(plan)
        guard let run = try run(plan, traced.trace.point, added) else {
            throw TensorError(
                "the function did not do the same when it was run again",
                hint: "its branches depend on something that changes by itself")
        }
        try check(run, traced.trace.point, added)
        return run
    }

    /// Stage 0 on these inputs; nil if a guard does not hold.
    private func run(_ plan: TracedPlan, _ inputs: [Tensor], _ added: [Tensor]) throws -> PlannedRun? {
        let state = try plan.borrow()
        for (index, tensor) in inputs.enumerated() { state.bind(input: index, tensor) }
        for (index, tensor) in added.enumerated() { state.bind(input: inputs.count + index, tensor) }
        let guardCount = plan.expectedGuards.count
        let guards = guardCount > 0 ? try Tensor(uninitialized: .bool, shape: [guardCount]) : nil
        if let guards { for index in 0..<guardCount { state.bind(output: index, stage: 0, guards.pointer + index) } }
        let results = try plan.results.make()
        for (index, tensor) in results.enumerated() { state.bind(output: guardCount + index, stage: 0, tensor.pointer) }
        planLog?.note(plan.name, plan.plan, stage: 0)
        try naming("int64 tensors of the function") {
            try state.run(stage: 0)
            return []
        }
        if let guards {
            for (index, expected) in plan.expectedGuards.enumerated() where (guards.double(at: index) != 0) != expected {
                plan.giveBack(state)
                return nil
            }
        }
        return PlannedRun(plan: plan, state: state, results: results)
    }
}

extension Value {
    /// What identifies the code of a function: closures of one place in a program are the same.
    var codeIdentity: ObjectIdentifier {
        switch self {
        case .function(let function): ObjectIdentifier(function.code)
        case .builtin(let builtin): ObjectIdentifier(builtin)
        default: ObjectIdentifier(PlanCache.self)
        }
    }
}
