"""`python -m app` and the console script `xietiao`."""

import sys


def main() -> None:
    try:
        from app.cli import run

        sys.exit(run(sys.argv[1:]))
    except KeyboardInterrupt:  # before the command line was there to say it, or while it said it
        sys.exit(1)


if __name__ == "__main__":
    main()
