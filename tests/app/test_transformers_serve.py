"""The protocol, against a server that is not ours: `transformers serve` with a tiny Llama made here."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.answering.endpoint import Endpoint, EndpointError
from app.answering.engine import Answerer
from app.answering.generate import GeneratingAnswerer
from app.store.library import Library

SENTENCE = "夜市攤商的音量在晚上十點以後要降低。"
# each follows the one before it; the prompt ends with the first
CHAIN = ["答：", "夜市攤商的音量", "在晚上十點以後", "要降低。", "[1]", "</s>"]


def make_model(folder: Path) -> None:
    """A Llama whose only layer adds nothing: a token is embedded as one number, and the head says what follows it."""
    import torch
    from tokenizers import Regex, Tokenizer
    from tokenizers.decoders import Fuse
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Split
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    vocabulary = ["<unk>", *CHAIN]
    raw = Tokenizer(WordLevel({word: i for i, word in enumerate(vocabulary)}, unk_token="<unk>"))
    raw.pre_tokenizer = Split(Regex("答："), "isolated")
    raw.decoder = Fuse()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=raw, unk_token="<unk>", eos_token="</s>", pad_token="</s>")
    tokenizer.chat_template = "{% for m in messages %}{{ m['content'] }}{% endfor %}答："
    tokenizer.save_pretrained(folder)
    end = len(vocabulary) - 1
    config = LlamaConfig(
        vocab_size=len(vocabulary),
        hidden_size=8,
        intermediate_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        num_key_value_heads=1,
        bos_token_id=None,
        eos_token_id=end,
        pad_token_id=end,
        tie_word_embeddings=False,
    )
    model = LlamaForCausalLM(config)
    with torch.no_grad():
        for parameter in (model.model.layers[0].self_attn.o_proj, model.model.layers[0].mlp.down_proj):
            parameter.weight.zero_()
        model.model.embed_tokens.weight.copy_(torch.eye(len(vocabulary), 8))
        model.lm_head.weight.zero_()
        for token in range(1, end):
            model.lm_head.weight[token + 1, token] = 9.0
    model.generation_config.do_sample = False
    model.save_pretrained(folder)


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    folder = tmp_path_factory.mktemp("served")
    make_model(folder / "tiny")
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        port = reserved.getsockname()[1]
    program = shutil.which("transformers", path=str(Path(sys.executable).parent))
    assert program is not None
    environ = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(folder), "CUDA_VISIBLE_DEVICES": ""}
    command = [program, "serve", str(folder / "tiny"), "--host", "127.0.0.1", "--port", str(port)]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, env=environ, stdout=log, stderr=log) as server:
        try:
            for _ in range(600):
                if server.poll() is not None:
                    pytest.fail((folder / "log").read_text("utf-8"))
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.2)
            yield Endpoint(f"http://127.0.0.1:{port}/v1", str(folder / "tiny"))
        finally:
            server.terminate()


@pytest.mark.models
def test_the_reply_comes_in_pieces(endpoint: Endpoint) -> None:
    pieces = list(endpoint.stream([{"role": "user", "content": "音量"}]))
    assert "".join(pieces) == f"{SENTENCE}[1]"
    assert len(pieces) > 1


@pytest.mark.models
def test_a_real_model_words_an_answer(endpoint: Endpoint, tmp_path: Path) -> None:
    library = Library.open(tmp_path)
    library.add_bytes("紀要.txt", f"夜市噪音協調紀要\n\n一、約定\n{SENTENCE}環保單位會同派出所稽查。\n".encode())
    index = library.ensure_index()
    generating = GeneratingAnswerer(Answerer.of(index, library.corpus), endpoint, index.document)
    answer = generating.ask("夜市攤商的音量幾點以後要降低", "imported")
    assert answer.mode == "generated"
    assert [(s.text, s.quotes) for s in answer.statements] == [(SENTENCE, (0,))]
    assert answer.quotes[0].text == SENTENCE


@pytest.mark.models
def test_an_unknown_model_is_refused(endpoint: Endpoint, tmp_path: Path) -> None:
    other = Endpoint(endpoint.url, str(tmp_path / "nothing"))
    with pytest.raises(EndpointError) as error:
        list(other.stream([{"role": "user", "content": "音量"}]))
    assert error.value.problem == "refused"
