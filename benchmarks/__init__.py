"""What the product takes, and what others take for the same."""

import os

# What is measured starts as it does on anyone's machine: with its byte code cached by the run before.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
