"""What was made once and is kept, by the node it was made for, within a budget."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeAlias, TypeVar

ValueT = TypeVar("ValueT")
_Near: TypeAlias = tuple[int, Hashable]


class Keeper(Generic[ValueT]):
    """Values made for a subject under a key, the least recently used forgotten first.

    A subject is recognised by identity, which costs nothing; where that fails, by equality, so that a node resolved
    anew is not drawn anew. Values are pure functions of subject and key: what is forgotten only costs time.
    """

    def __init__(self, *, budget: int, weigh: Callable[[ValueT], int]) -> None:
        """`budget` is the most that all values kept may weigh, by `weigh`."""
        self._budget = budget
        self._weigh = weigh
        self._weight = 0
        # An entry holds its subject, so that no other object is given its identity meanwhile.
        self._entries: OrderedDict[_Near, tuple[Hashable, ValueT]] = OrderedDict()
        self._near: dict[tuple[Hashable, Hashable], _Near] = {}

    def get(self, subject: Hashable, key: Hashable, make: Callable[[], ValueT]) -> ValueT:
        """The value kept for `subject` under `key`, else what `make` gives."""
        near = (id(subject), key)
        if near in self._entries:
            self._entries.move_to_end(near)
            return self._entries[near][1]
        twin = self._near.get((subject, key))
        value = make() if twin is None else self._forget(twin)
        self._keep(near, subject, value)
        return value

    def _keep(self, near: _Near, subject: Hashable, value: ValueT) -> None:
        if self._weigh(value) > self._budget:
            return
        self._entries[near] = (subject, value)
        self._near[subject, near[1]] = near
        self._weight += self._weigh(value)
        while self._weight > self._budget:
            self._forget(next(iter(self._entries)))

    def _forget(self, near: _Near) -> ValueT:
        subject, value = self._entries.pop(near)
        del self._near[subject, near[1]]
        self._weight -= self._weigh(value)
        return value
