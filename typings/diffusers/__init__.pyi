# Of diffusers, which is an extra and may not be there, what `engines/diffusers.py` touches.
from typing import Any

import torch
from diffusers import utils as utils

class DiffusionPipeline:
    @classmethod
    def from_pretrained(cls, model: str, *, dtype: torch.dtype, local_files_only: bool) -> DiffusionPipeline: ...
    def to(self, device: str) -> DiffusionPipeline: ...
    def set_progress_bar_config(self, *, disable: bool) -> None: ...
    # What it takes and gives is each pipeline's own.
    def __call__(self, **options: Any) -> Any: ...

class AutoPipelineForText2Image:
    @classmethod
    def from_pretrained(cls, model: str, *, dtype: torch.dtype, local_files_only: bool) -> DiffusionPipeline: ...
