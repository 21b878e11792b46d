/// Files: bytes to values and back.
///
/// Each format is a namespace with `decode` and `encode`, functions of bytes that touch no file: `NPY`, `NPZ`, `Safetensors`,
/// `CSV`, `JSON`, `IDX`, `CIFAR10`. `FileAccess` reads and writes whole files. What several formats share: `ByteReader` (bytes
/// that cannot be read past their end), `StoredType` (element types on disk and their way into a tensor), `Zip` and `Deflate`.
///
/// Whatever the bytes are, `decode` gives a value or throws a `FormatError` that says what is wrong and where; it asks for no
/// more memory than the size of its input can justify.
