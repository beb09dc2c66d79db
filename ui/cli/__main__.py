"""``python -m ui.cli``: the command, for a program that starts it as a process of its own."""

from ui.cli.main import main

main()
