# Of transformers, which comes with an extra and may not be there, what `engines/diffusers.py` touches.
from transformers import utils as utils
