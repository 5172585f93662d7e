# Of PyTorch, which comes with an extra and may not be there, what `engines/diffusers.py` touches.
from torch import backends as backends
from torch import cuda as cuda

class dtype: ...  # noqa: N801 (its own name)

float16: dtype
bfloat16: dtype
float32: dtype

class OutOfMemoryError(RuntimeError): ...

class Generator:
    def __init__(self, device: str) -> None: ...
    def manual_seed(self, seed: int) -> Generator: ...
