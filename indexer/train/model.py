"""The folder that sentence-transformers and `indexer.encoder` both load.

Layout: WordEmbeddings (a row per token), mean Pooling, Normalize. WordEmbeddings and not StaticEmbedding, because
it widens half-precision weights to float32 when it loads them; StaticEmbedding would add up in half precision and
differ from numpy in the fourth decimal.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from indexer.checksums import write_checksums
from indexer.encoder import TOKENIZER, WEIGHT_NAME, WEIGHTS

_MODULES = "sentence_transformers.sentence_transformer.modules."
_NORMALIZE = "sentence_transformers.base.modules.normalize.Normalize"
_LONGEST = 1_000_000  # tokens; the library wants a number, the model has no limit


def save_model(folder: Path, tokenizer: Tokenizer, table: NDArray[np.float32]) -> None:
    """Writes `table` (tokens, dimension) in half precision with everything that `SentenceTransformer(folder)` reads.

    The record of checksums is begun anew: `topic.json`, if one is there, is another model's."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / TOKENIZER), pretty=False)
    weights = folder / WEIGHTS
    save_file({WEIGHT_NAME: table.astype(np.float16)}, weights, metadata={"format": "pt"})
    weights.chmod(0o644)  # safetensors makes it private to its writer
    write_checksums(folder, [TOKENIZER, WEIGHTS])
    _write(
        folder / "tokenizer_config.json", {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": _LONGEST}
    )
    _write(
        folder / "wordembedding_config.json",
        {
            "tokenizer_class": _MODULES + "tokenizer.TransformersTokenizerWrapper",
            "update_embeddings": False,
            "max_seq_length": _LONGEST,
        },
    )
    _write(
        folder / "modules.json",
        [
            {"idx": 0, "name": "0", "path": "", "type": _MODULES + "word_embeddings.WordEmbeddings"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": _MODULES + "pooling.Pooling"},
            {
                "idx": 2,
                "name": "2",
                "path": "2_Normalize",
                "type": _NORMALIZE,
            },
        ],
    )
    _write(folder / "1_Pooling" / "config.json", {"embedding_dimension": table.shape[1], "pooling_mode": "mean"})
    _write(folder / "2_Normalize" / "config.json", {})
    _write(folder / "config_sentence_transformers.json", {"prompts": {}, "similarity_fn_name": "cosine"})


def _write(path: Path, value: Any) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(value, indent=2) + "\n", "utf-8")
