"""``python -m gongkai``: the command line without its script."""

from gongkai.cli import main

main()
