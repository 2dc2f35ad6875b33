"""Logistic regression: a few weights that turn evidence into a probability, fitted by Newton's method."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Logistic:
    """`p = 1 / (1 + exp(-(x · weights + bias)))`, with x scaled by `scale` first."""

    weights: NDArray[np.float64]
    bias: float
    scale: NDArray[np.float64]

    def probabilities(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n,) of (n, features)."""
        return np.asarray(1.0 / (1.0 + np.exp(-((x / self.scale) @ self.weights + self.bias))), np.float64)

    def to_record(self) -> dict[str, Any]:
        return {"weights": self.weights.tolist(), "bias": self.bias, "scale": self.scale.tolist()}

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> "Logistic":
        return cls(np.array(record["weights"]), float(record["bias"]), np.array(record["scale"]))

    @classmethod
    def fit(
        cls,
        x: NDArray[np.float64],
        y: NDArray[np.float64],
        ridge: float = 1.0,
        counts: NDArray[np.float64] | None = None,
    ) -> "Logistic":
        """Newton's method (iteratively reweighted least squares); `counts` weighs the examples."""
        scale = np.where(x.std(axis=0) > 1e-9, x.std(axis=0), 1.0)
        a = np.hstack([x / scale, np.ones((len(x), 1))])
        counts = np.ones(len(x)) if counts is None else counts
        penalty = ridge * np.eye(a.shape[1])
        penalty[-1, -1] = 0.0
        w = np.zeros(a.shape[1])

        def loss(at: NDArray[np.float64]) -> float:
            z = a @ at
            return float(counts @ (np.logaddexp(0.0, z) - y * z) + at @ penalty @ at / 2)

        for _ in range(100):
            p = 1.0 / (1.0 + np.exp(-(a @ w)))
            gradient = a.T @ (counts * (p - y)) + penalty @ w
            hessian = (a * (counts * p * (1 - p))[:, None]).T @ a + penalty
            step = np.linalg.lstsq(hessian, gradient, rcond=None)[0]
            while loss(w - step) > loss(w) and np.abs(step).max() > 1e-9:
                step = step / 2  # Newton overshoots where the classes are very unequal
            w = w - step
            if np.abs(step).max() < 1e-8:
                break
        return cls(w[:-1], float(w[-1]), scale)
