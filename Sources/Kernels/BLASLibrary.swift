import COpenBLAS

/// The BLAS and LAPACK that kernels call, as it describes itself.
public enum BLASLibrary {
    /// OpenBLAS runs on the thread that calls it: it is our tiles that are spread over threads, and its own threads would decide
    /// bits. To be asked for before any call.
    static let isSingleThreaded: Bool = {
        openblas_set_num_threads(1)
        return true
    }()

    /// Its version and how it was built.
    public static var configuration: String { openblas_get_config().map { String(cString: $0) } ?? "" }

    /// The CPU whose code it runs here; `OPENBLAS_CORETYPE` may have chosen it.
    public static var core: String { openblas_get_corename().map { String(cString: $0) } ?? "" }
}
