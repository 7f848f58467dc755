"""Run the command line as ``python -m ratsflow``."""

from ratsflow.cli import main


if __name__ == "__main__":
    main()
