"""Maximum flow and minimum cut, for filling a blueprint."""

from collections import deque
from collections.abc import Hashable
from itertools import pairwise


class Network:
    """Maximum flow by shortest augmenting paths (Edmonds & Karp 1972); the networks here have some hundred nodes.

    >>> network = Network()
    >>> network.edge("source", "a", 3); network.edge("a", "sink", 2)
    >>> network.fill(), network.flow[("a", "sink")], "a" in network.reachable()
    (2, 2, True)
    """

    def __init__(self) -> None:
        self.flow: dict[tuple[Hashable, Hashable], int] = {}
        self._room: dict[Hashable, dict[Hashable, int]] = {"source": {}, "sink": {}}

    def edge(self, tail: Hashable, head: Hashable, capacity: int) -> None:
        self._room.setdefault(tail, {})[head] = capacity
        self._room.setdefault(head, {}).setdefault(tail, 0)

    def widen(self, tail: Hashable, head: Hashable, more: int) -> None:
        """Lets more through an edge that there is; what flows already stays, and `fill` goes on from it."""
        self._room[tail][head] += more

    def fill(self) -> int:
        """Fills the network and gives the amount that has come to the sink by this call."""
        total = 0
        while path := self._path():
            edges = list(pairwise(path))
            amount = min(self._room[tail][head] for tail, head in edges)
            for tail, head in edges:
                self._room[tail][head] -= amount
                self._room[head][tail] += amount
                self.flow[(tail, head)] = self.flow.get((tail, head), 0) + amount
                self.flow[(head, tail)] = -self.flow[(tail, head)]
            total += amount
        return total

    def reachable(self) -> set[Hashable]:
        """The source's side of the minimum cut, once filled."""
        return set(self._parents())

    def _parents(self) -> dict[Hashable, Hashable]:
        parents: dict[Hashable, Hashable] = {"source": None}
        queue: deque[Hashable] = deque(["source"])
        while queue:
            node = queue.popleft()
            for head, room in self._room[node].items():
                if room > 0 and head not in parents:
                    parents[head] = node
                    queue.append(head)
        return parents

    def _path(self) -> list[Hashable]:
        parents = self._parents()
        if "sink" not in parents:
            return []
        path: list[Hashable] = ["sink"]
        while path[-1] != "source":
            path.append(parents[path[-1]])
        return path[::-1]
