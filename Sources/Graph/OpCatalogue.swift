/// Every op there is: what the generated test walks.
public enum OpCatalogue {
    public static let all: [any Op.Type] = sources + elementwise + structural + matrices

    static let sources: [any Op.Type] = [Input.self, Scalar.self, Literal.self, Iota.self]

    static let elementwise: [any Op.Type] = [
        Negate.self, Add.self, Subtract.self, Multiply.self, Divide.self,
        SquareRoot.self, Power.self, Exp.self, Expm1.self, Log.self, Log1p.self,
        Sin.self, Cos.self, Tan.self, Arcsin.self, Arccos.self, Arctan.self, Arctan2.self, Sinh.self, Cosh.self, Tanh.self,
        Sigmoid.self, Softplus.self, Erf.self,
        Absolute.self, Sign.self, Floor.self, Ceiling.self, Round.self, Modulo.self, FloorDivide.self,
        Maximum.self, Minimum.self, Select.self,
        Equal.self, NotEqual.self, Less.self, LessEqual.self, IsNaN.self, IsFinite.self, Not.self, And.self, Or.self,
    ]

    static let structural: [any Op.Type] = [
        Reshape.self, Broadcast.self, Permute.self, Slice.self, UpdateRegion.self, Concatenate.self, Convert.self,
        StopGradient.self, Variable.self,
        MatMul.self, Sum.self, Extremum.self, ArgExtremum.self, Norm.self, SlopeOfNorm.self,
        Gather.self, Scatter.self, CumulativeSum.self, ArgSort.self,
    ]

    static let matrices: [any Op.Type] = [
        LU.self, LogDeterminant.self, Determinant.self, DeterminantSign.self, RightDivide.self,
        AdjugateFactors.self, AdjugatePart.self, SingularAdjugate.self,
        Cholesky.self, TriangleDivide.self, Eigen.self, Eigenvalues.self, Eigenvectors.self,
        QR.self, QRColumns.self, QRTriangle.self, SVD.self, SingularValues.self, LeftVectors.self, RightVectors.self,
    ]
}
