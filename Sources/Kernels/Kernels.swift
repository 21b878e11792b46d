import COpenBLAS
import Tensors
