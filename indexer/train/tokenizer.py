"""The model's words: jieba's dictionary as a Unigram model, its probabilities counted over the training text.

Unigram segmentation by the most probable path: Kudo, "Subword Regularization" (ACL 2018).
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from itertools import islice

from tokenizers import Regex, Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Split

from corpus.key import search_key

UNKNOWN = "<unk>"
_LATIN = re.compile(r"[a-z]{2,}|\d{2,4}")
_BATCH = 2_000


def dictionary() -> Counter[str]:
    """jieba's words, as search keys of two to eight characters, with its own frequencies."""
    counts: Counter[str] = Counter()
    for line in files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines():
        word, frequency, *_ = line.split(" ")
        if 2 <= len(word) <= 8:
            counts[search_key(word)] += int(frequency)
    return counts


def unigram(counts: Counter[str]) -> Tokenizer:
    """A tokeniser over `counts`; what is not a word character (punctuation, spaces) separates and is dropped."""
    total = math.log(sum(counts.values()))
    scores = [(word, math.log(n) - total) for word, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    vocabulary = [(UNKNOWN, -30.0), *scores]
    tokenizer = Tokenizer(Unigram(vocabulary, unk_id=0, byte_fallback=False))
    tokenizer.pre_tokenizer = Split(Regex(r"[^\w]+|_+"), "removed")
    return tokenizer


def train_tokenizer(keys: Sequence[str], size: int, extra: Iterable[str] = ()) -> Tokenizer:
    """The `size` likeliest tokens for `keys` (search keys of the training text).

    The whole dictionary segments the text once; what was used often is kept with its count, then counted again
    among the kept ones only, so that a dropped word's characters get their due. `extra` words (idioms, terms) are
    always kept.
    """
    characters = Counter(char for key in keys for char in key if char.isalnum())
    latin = Counter(word for key in keys for word in _LATIN.findall(key))
    always = {search_key(word) for word in extra}
    start = dictionary() + Counter({word: n for word, n in latin.items() if n >= 20})
    start += Counter({char: max(1, n // 10) for char, n in characters.items()})
    start += Counter(dict.fromkeys(always, 20))
    used = count(unigram(start), keys)
    fallback = {char for char, n in characters.items() if n >= 5}
    room = max(0, size - 1 - len(fallback | always))
    likeliest = islice((word for word, _ in used.most_common() if word not in fallback | always), room)
    kept = fallback | always | set(likeliest)
    again = count(unigram(Counter({word: used[word] + 1 for word in kept})), keys)
    return unigram(Counter({word: again[word] + 1 for word in kept}))


def count(tokenizer: Tokenizer, keys: Sequence[str]) -> Counter[str]:
    """How often each token is used over `keys`."""
    ids: Counter[int] = Counter()
    for row in token_ids(tokenizer, keys):
        ids.update(row)
    ids.pop(0, None)  # the unknown token
    words = {i: word for word, i in tokenizer.get_vocab().items()}
    return Counter({words[i]: n for i, n in ids.items()})


def token_ids(tokenizer: Tokenizer, keys: Sequence[str]) -> Iterator[list[int]]:
    """The ids of each key's tokens."""
    for first in range(0, len(keys), _BATCH):
        for encoding in tokenizer.encode_batch_fast(list(keys[first : first + _BATCH]), add_special_tokens=False):
            yield encoding.ids
