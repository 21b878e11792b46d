"""The peers' versions, and what their libraries take this CPU for."""
import ctypes
import glob
import os

import jax
import numpy
import scipy
import torch


def openblas_core(package):
    """The kernel that the OpenBLAS in a NumPy or SciPy wheel runs."""
    folder = os.path.join(os.path.dirname(os.path.dirname(package.__file__)), package.__name__ + ".libs")
    for path in glob.glob(os.path.join(folder, "*openblas*")):
        library = ctypes.CDLL(path)
        for name in ("scipy_openblas_get_corename64_", "scipy_openblas_get_corename"):
            if hasattr(library, name):
                function = getattr(library, name)
                function.restype = ctypes.c_char_p
                return function().decode()
    return "unknown"


print(f"numpy {numpy.__version__} (OpenBLAS core {openblas_core(numpy)}), scipy {scipy.__version__} "
      f"(OpenBLAS core {openblas_core(scipy)}), torch {torch.__version__} ({torch.backends.cpu.get_cpu_capability()}), "
      f"jax {jax.__version__}")
