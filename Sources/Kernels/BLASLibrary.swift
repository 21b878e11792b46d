import COpenBLAS

/// The BLAS and LAPACK that kernels call, as it describes itself.
public enum BLASLibrary {
    /// Its version and how it was built.
    public static var configuration: String { openblas_get_config().map { String(cString: $0) } ?? "" }

    /// The CPU whose code it runs here; `OPENBLAS_CORETYPE` may have chosen it.
    public static var core: String { openblas_get_corename().map { String(cString: $0) } ?? "" }
}
