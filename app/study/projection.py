"""Possible futures up to the exam: what each day would ask, and what would be remembered then, lapses included.

A future is one draw of right and wrong answers by the learner's rates. Within a day, new cards have their share of the
time left; then come the cards that one right answer carries to the exam, then what is due, then where an answer gains
most. Cards that would hold the target anyway are left alone.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.study.forgetting import Bools, Floats, after, first, interval, recall

# Enough for counts to within a few per cent; each costs milliseconds.
FUTURES = 10
# As many new cards a day as would begin them all within this part of the days left: many at first, none in the end. By
# the days left, so that the plan of tomorrow says what the plan of today said of tomorrow.
INTRODUCTION = 0.35


@dataclass(frozen=True, slots=True)
class Deck:
    """Cards as they stand on the first day, one place each, in the order in which they are begun.

    `last` is the day of the last review counted from the first day (0 is that day), meaningless where not `begun`;
    `first_right` and `later_right` are the shares (0..1) of right answers that are expected.
    """

    begun: Bools
    stability: Floats
    difficulty: Floats
    last: NDArray[np.int64]
    first_right: Floats
    later_right: Floats


@dataclass(frozen=True, slots=True)
class Aim:
    """`days` to the exam, counted from the first; the recall wanted then; the recall at which a card comes due."""

    days: int
    target: float
    retention: float


@dataclass(frozen=True, slots=True)
class Day:
    """What is chosen: (futures, cards) each."""

    reviews: Bools
    new: Bools
    # most pressing first
    order: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Projection:
    """`reviews` and `new`: mean number a day; `recall`: (futures, cards) on the exam day; `opening`: the first day."""

    reviews: Floats
    new: Floats
    recall: Floats
    opening: Day

    def reached(self, target: float) -> Floats:
        """For each card the share of futures in which it has the target."""
        return np.asarray((self.recall >= target).mean(axis=0))


def project(deck: Deck, aim: Aim, load: int, done: int = 0, *, futures: int = FUTURES, seed: int = 0) -> Projection:
    """`load` answers a day, of which `done` are given on the first day already. The same for the same seed."""
    chance = np.random.default_rng(seed)
    shape = (futures, len(deck.begun))
    begun, last = np.broadcast_to(deck.begun, shape).copy(), np.broadcast_to(deck.last, shape).copy()
    stability = np.broadcast_to(deck.stability, shape).copy()
    difficulty = np.broadcast_to(deck.difficulty, shape).copy()
    reviews, new, opening = np.zeros(aim.days), np.zeros(aim.days), None
    for day in range(aim.days):
        now = Deck(begun, stability, difficulty, last, deck.first_right, deck.later_right)
        chosen = choose(now, aim, day, max(0, load - (done if day == 0 else 0)))
        opening = opening or chosen
        reviews[day], new[day] = chosen.reviews.sum(1).mean(), chosen.new.sum(1).mean()
        right = chance.random(shape) < np.where(chosen.new, deck.first_right, deck.later_right)
        fresh, known = first(right), after(stability, difficulty, day - last, right)
        stability = np.where(chosen.new, fresh[0], np.where(chosen.reviews, known[0], stability))
        difficulty = np.where(chosen.new, fresh[1], np.where(chosen.reviews, known[1], difficulty))
        touched = chosen.new | chosen.reviews
        begun, last = begun | touched, np.where(touched, day, last)
    if opening is None:
        raise ValueError(f"days = {aim.days}, no day before the exam")
    return Projection(reviews, new, np.where(begun, recall(stability, aim.days - last), 0.0), opening)


def choose(deck: Deck, aim: Aim, day: int, room: int) -> Day:
    """The work of a day, in every future; `room` is the most there may be."""
    left, elapsed = aim.days - day, day - deck.last
    then = recall(deck.stability, aim.days - deck.last)
    # what was reviewed today waits until tomorrow
    pending = deck.begun & (then < aim.target) & (elapsed > 0)
    waiting = (~deck.begun).sum(1)
    due = pending & (elapsed >= interval(deck.stability, aim.retention))
    begin = np.ceil(waiting / math.ceil(left * INTRODUCTION))
    # a third of a day is open to what is due, so that a lapse comes back soon; where reviews leave room, more is begun
    begin = np.minimum(begin, room - np.minimum(due.sum(1), room // 3))
    begin = np.clip(room - pending.sum(1), begin, np.minimum(waiting, room))
    new = ~deck.begun & (np.cumsum(~deck.begun, axis=1) <= begin[:, None])

    every = np.ones_like(deck.begun)
    carried = recall(after(deck.stability, deck.difficulty, elapsed, every)[0], left)
    lapsed = recall(after(deck.stability, deck.difficulty, elapsed, ~every)[0], left)
    gain = deck.later_right * carried + (1 - deck.later_right) * lapsed - then
    # a gain is less than one, so that the classes stay apart
    enough = carried >= aim.target
    # asked before it is due and without being done with, a card would only risk a lapse
    ready = pending & (enough | due)
    urgency = np.where(ready, np.where(enough, 1.0, 0.0) + gain, -np.inf)
    order = np.argsort(-urgency, axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(order.shape[1])[None, :], axis=1)
    return Day(ready & (rank < (room - begin)[:, None]), new, order)
