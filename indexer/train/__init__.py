"""From raw pairs to the committed model: `python -m indexer.train --data DIR`."""
