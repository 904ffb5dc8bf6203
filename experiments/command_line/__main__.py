"""``python -m experiments.command_line``: the command line where ``tiercare`` is not on the path."""

from experiments.command_line.app import main

if __name__ == "__main__":
    main()
