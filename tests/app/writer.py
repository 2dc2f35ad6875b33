"""A process that a test kills: opens the library at argv[1] and adds or removes, telling when it begins.

argv[2] is the shipped corpus, argv[3:]: "add PATH", "remove ID" or "index -".
"""

import sys
from pathlib import Path

from app.store.library import Library
from tests.small_encoder import PairEncoder

if __name__ == "__main__":
    library = Library.open(Path(sys.argv[1]), PairEncoder(), Path(sys.argv[2]))
    library.ensure_index()  # loads whatever is loaded once, so that the kills fall into the write
    print("ready", flush=True)
    sys.stdin.readline()
    if sys.argv[3] == "add":
        library.add([Path(sys.argv[4])])
    elif sys.argv[3] == "remove":
        library.remove(sys.argv[4])
    else:
        library.build(force=True)
    print("done", flush=True)
