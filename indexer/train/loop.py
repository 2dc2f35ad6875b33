"""The training: in-batch negatives, symmetric cross-entropy over scaled cosines, the best step kept.

The loss is that of Henderson et al., "Efficient Natural Language Response Suggestion for Smart Reply" (2017), both
ways; nested dimensions as in Kusupati et al., "Matryoshka Representation Learning" (2022).
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]  # comes with sentence-transformers
from torch.nn import functional
from tqdm import tqdm

from indexer.train.batches import Batches, Ragged, Recipe, Tokenised

Table = NDArray[np.float32]


def train(
    sets: Mapping[str, Tokenised],
    shares: Mapping[str, float],
    tokens: int,
    recipe: Recipe,
    score: Callable[[Table], float] | None = None,
    every: int = 250,
) -> Table:
    """The table (tokens, recipe.dimension) of the step that `score` (higher is better) likes best.

    Without `score`, that of the last step. The same recipe and sets give the same table on the same machine.
    """
    torch.manual_seed(recipe.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    table = torch.nn.Parameter(torch.randn(tokens, recipe.dimension, device=device) * 0.1)
    optimizer = torch.optim.Adam([table], lr=recipe.rate, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, recipe))
    batches = Batches(sets, shares, recipe)
    best, best_score = table.detach().cpu().numpy().copy(), -1.0
    with tqdm(total=recipe.steps, unit="step", desc="training", mininterval=2) as bar:
        for step in range(1, recipe.steps + 1):
            queries, passages = batches.draw()
            loss = batch_loss(embed(table, queries), embed(table, passages), recipe)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            bar.update()
            if step % every == 0 or step == recipe.steps:
                now = table.detach().cpu().numpy().copy()
                got = score(now) if score else float(step)
                if got > best_score:
                    best, best_score = now, got
                bar.set_postfix(loss=f"{loss.item():.3f}", dev=f"{got:.4f}", best=f"{best_score:.4f}")
    return best


def embed(table: torch.Tensor, rows: Ragged) -> torch.Tensor:
    """(len(rows), dimension): the sum of each row's token vectors (its direction is the average's)."""
    if table.device.type == "cpu":
        ones = np.ones(len(rows.flat), np.float32)
        matrix = sparse.csr_matrix((ones, rows.flat, rows.starts), shape=(len(rows), len(table)))
        return cast(torch.Tensor, _SparseSum.apply(table, matrix))  # type: ignore[no-untyped-call]
    flat = torch.from_numpy(rows.flat).to(table.device)
    starts = torch.from_numpy(rows.starts[:-1].astype(np.int32)).to(table.device)
    return functional.embedding_bag(flat, table, starts, mode="sum")


class _SparseSum(torch.autograd.Function):
    """matrix @ table; three times as fast on a processor as torch's embedding_bag with its gradient."""

    @staticmethod
    def forward(ctx: Any, table: torch.Tensor, matrix: Any) -> torch.Tensor:
        ctx.matrix = matrix
        return torch.from_numpy(matrix @ table.detach().numpy())

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor, None]:
        return torch.from_numpy(ctx.matrix.T.tocsr() @ gradients[0].contiguous().numpy()), None


def batch_loss(queries: torch.Tensor, passages: torch.Tensor, recipe: Recipe) -> torch.Tensor:
    """The mean over the full and the nested dimensions; every other passage of the batch is a negative.

    A cosine is at most 1, so `exp(logit - scale)` cannot overflow and serves both directions at once.
    """
    losses = []
    for dimension in (*recipe.matryoshka, queries.shape[1]):
        a = functional.normalize(queries[:, :dimension], dim=1)
        b = functional.normalize(passages[:, :dimension], dim=1)
        logits = (a @ b.T - 1) * recipe.scale
        likely = torch.exp(logits)
        both = (likely.sum(dim=1).log() + likely.sum(dim=0).log()) / 2
        losses.append((both - logits.diagonal()).mean())
    return torch.stack(losses).mean()


def _rate(step: int, recipe: Recipe) -> float:
    warm = min(1.0, (step + 1) / recipe.warm_up)
    return warm * max(0.02, 1 - step / recipe.steps)
