"""What all sessions share: the library, the answerer of the index in use, the conversations. Without torch."""

from pathlib import Path

import streamlit as st

from app import catalogue
from app.answering.engine import Answerer
from app.answering.nearness import near
from app.disputes.desk import Desk
from app.disputes.dossier import Planner
from app.store.conversations import Conversations
from app.store.dossiers import Dossiers
from app.store.home import home
from app.store.library import Library
from corpus.records import Document
from indexer.search import Index


def library() -> Library:
    """Raises what `Library.open` raises."""
    return _library(str(home()))


def conversations() -> Conversations:
    return _conversations(str(home()))


def answerer() -> Answerer:
    """Of the index as the library has it now: a build made by the command line or another tab is noticed here.

    Raises `CardError`, `Busy` or `LibraryDamaged`.
    """
    index = library().ensure_index()
    return _answerer(str(home()), index.build, index)


def dossiers() -> Dossiers:
    return _dossiers(str(home()))


def desk() -> tuple[Desk, Planner]:
    """Of the index as the library has it now. Raises what `answerer` raises."""
    index = library().ensure_index()
    return _desk(str(home()), index.build, index)


def source_text() -> Document | None:
    """The imported text that the cards' references are about, looked for once for each build of the index."""
    index = library().ensure_index()
    return _source_text(str(home()), index.build, index)


@st.cache_resource(show_spinner=False)
def admitted() -> set[str]:
    """Digests of the browser tokens that gave the passphrase since the app started."""
    return set()


@st.cache_resource(show_spinner=False)
def _library(folder: str) -> Library:
    return Library.open(Path(folder))


@st.cache_resource(show_spinner=False)
def _conversations(folder: str) -> Conversations:
    return Conversations.open(Path(folder))


@st.cache_resource(show_spinner=False)
def _dossiers(folder: str) -> Dossiers:
    return Dossiers.open(Path(folder))


@st.cache_resource(show_spinner=False, max_entries=2)
def _desk(folder: str, build: str, _index: Index) -> tuple[Desk, Planner]:
    corpus = _library(folder).corpus
    return Desk.of(_index, corpus), Planner(corpus, lambda question, lines: near(_index, question, lines))


@st.cache_resource(show_spinner=False, max_entries=2)
def _source_text(folder: str, build: str, _index: Index) -> Document | None:
    return catalogue.source_text(_library(folder).corpus, _index)


@st.cache_resource(show_spinner=False, max_entries=2)
def _answerer(folder: str, build: str, _index: Index) -> Answerer:
    """Keyed by folder and build; the underscore keeps Streamlit from hashing the index."""
    return Answerer.of(_index, _library(folder).corpus)
