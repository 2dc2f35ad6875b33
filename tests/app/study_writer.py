"""A process that a test starts, many at once or to be killed: writes numbered submissions to the records at argv[1].

    study_writer.py HOME LEARNER FIRST COUNT

Each submission has three attempts and the key `LEARNER-n`; `n` is printed once it is confirmed.
"""

import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from app.store.study import Study
from tests.app.study_samples import START, item, submission


def main(home: str, learner: str, first: str, count: str) -> None:
    sys.stdin.readline()  # all together
    records = Study.open(Path(home)).enrol(learner, START)
    for n in range(int(first), int(first) + int(count)):
        at = START + timedelta(minutes=n)
        records.submit(f"{learner}-{n}", [submission(learner, item(i, concept=f"c{i}"), at) for i in range(3)])
        print(n, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
