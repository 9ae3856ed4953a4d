"""Run the command line as ``python -m instc``."""

from instc.cli import main

main()
