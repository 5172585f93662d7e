"""Vendors to rehearse with: an ASGI application that speaks their protocols, makes real results and bills nobody.

Each vendor is mounted under its own name; `/sandbox/…` is where faults are ordered, the clock is moved and the bill is
read. `World` is what they share.
"""

from sajangpick.sandbox.app import create_sandbox
from sajangpick.sandbox.clock import Clock
from sajangpick.sandbox.faults import Fault, Step
from sajangpick.sandbox.world import World

__all__ = ["Clock", "Fault", "Step", "World", "create_sandbox"]
