"""The client of a text-generating endpoint: any that speaks OpenAI's chat completions.

>>> endpoint = Endpoint.from_environ()                                    # doctest: +SKIP
>>> "".join(endpoint.stream([{"role": "user", "content": "你好"}]))       # doctest: +SKIP
"""

import os
import queue
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

URL, MODEL, KEY = "XIETIAO_LLM_URL", "XIETIAO_LLM_MODEL", "XIETIAO_LLM_KEY"
# More characters than any answer needs: a model that does not stop is stopped.
LONGEST = 12_000

# Reasons to finish that are no end; servers name the end itself in several ways ("stop", "eos_token").
_CUT = ("", "length", "content_filter")

Problem = Literal["setting", "down", "refused", "slow", "cut", "endless"]
Message = Mapping[str, str]


class EndpointError(Exception):
    """What the endpoint did wrong: `problem` to tell cases apart, `detail` as the library or the server put it."""

    def __init__(self, problem: Problem, detail: str = "") -> None:
        super().__init__(f"{problem}: {detail}")
        self.problem, self.detail = problem, detail


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait: for a connection, for the next words, for the whole reply."""

    connect: float = 5.0
    words: float = 45.0
    whole: float = 180.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`url` is the base URL (`http://127.0.0.1:8000/v1`). The key is left out of the repr, so that no log holds it."""

    url: str
    model: str
    key: str = ""
    patience: Patience = Patience()

    def __repr__(self) -> str:
        return f"Endpoint({self.host!r}, {self.model!r})"

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> "Endpoint | None":
        """The configured endpoint; None where no URL is set."""
        url = environ.get(URL, "").strip()
        return cls(url, environ.get(MODEL, "").strip(), environ.get(KEY, "").strip()) if url else None

    @property
    def host(self) -> str:
        """Where the text goes, as a reader is told: host and port, without a name or password in the URL."""
        try:
            parts = urlsplit(self.url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return self.url
        return (f"{host}:{port}" if port else host) or self.url

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """The reply, piece by piece. Raises `EndpointError`: also when the reply ends before the model has ended it.

        The reading is done by a thread of its own: a server that keeps a connection open without sending words
        cannot hold the reader longer than `patience` allows.
        """
        if urlsplit(self.url).scheme not in ("http", "https") or not self.model:
            raise EndpointError("setting", MODEL if urlsplit(self.url).scheme in ("http", "https") else URL)
        pieces: queue.Queue[str | Exception | None] = queue.Queue()
        reading = _Reading(self, messages, pieces)
        reading.start()
        until, length = time.monotonic() + self.patience.whole, 0
        try:
            while (piece := _next(pieces, min(self.patience.words, until - time.monotonic()))) is not None:
                length += len(piece)
                if length > LONGEST:
                    raise EndpointError("endless", f"{LONGEST}")
                yield piece
        finally:
            reading.stop()


def _next(pieces: "queue.Queue[str | Exception | None]", seconds: float) -> str | None:
    try:
        piece = pieces.get(timeout=max(seconds, 0.001))
    except queue.Empty:
        raise EndpointError("slow") from None
    if isinstance(piece, Exception):
        raise piece
    return piece


class _Reading(threading.Thread):
    """Reads one reply into a queue: its pieces, then None or the exception that ended it."""

    def __init__(
        self, endpoint: Endpoint, messages: Sequence[Message], pieces: "queue.Queue[str | Exception | None]"
    ) -> None:
        super().__init__(name="endpoint", daemon=True)
        self._endpoint, self._messages, self._pieces = endpoint, messages, pieces
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Takes effect, and closes the connection, with the next piece or when the wait for it has run out."""
        self._stopped.set()

    def run(self) -> None:
        try:
            self._read()
        except Exception as error:  # a thread's exceptions reach the reader through the queue
            self._pieces.put(error if isinstance(error, EndpointError) else _as_problem(error))
        else:
            self._pieces.put(None)

    def _read(self) -> None:
        import openai

        patience = self._endpoint.patience
        with openai.OpenAI(
            base_url=self._endpoint.url,
            # never None, for which the library would take a key meant for another service from the environment
            api_key=self._endpoint.key or "none",
            timeout=openai.Timeout(patience.words, connect=patience.connect),
            max_retries=0,
            # the reader was told one host: a redirection to another is an error
            http_client=openai.DefaultHttpxClient(follow_redirects=False),
        ) as client:
            # Neither temperature nor a limit of tokens: some models refuse the one or the other.
            messages: Any = [dict(message) for message in self._messages]
            reason = ""
            with client.chat.completions.create(model=self._endpoint.model, messages=messages, stream=True) as stream:
                for chunk in stream:
                    if self._stopped.is_set():
                        return
                    for choice in chunk.choices[:1]:
                        if choice.delta and choice.delta.content:
                            self._pieces.put(choice.delta.content)
                        reason = choice.finish_reason or reason
        if reason in _CUT:
            raise EndpointError("cut", reason or "no end")


def _as_problem(error: Exception) -> EndpointError:
    import openai

    detail = f"{type(error).__name__}: {error}"[:300]
    if isinstance(error, openai.APITimeoutError):
        return EndpointError("slow", detail)
    if isinstance(error, openai.APIStatusError):
        return EndpointError("refused", f"HTTP {error.status_code}")
    if isinstance(error, openai.APIConnectionError):
        return EndpointError("down", detail)
    # A connection lost within the stream, or a stream that is none, comes as the lower libraries' own exceptions.
    return EndpointError("cut", detail)
