"""Run the command line as a module."""

from instc.cli import main

main()
