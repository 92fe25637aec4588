"""``python -m mmlbook`` is the command ``mmlbook``."""

from mmlbook.cli import main

main(prog_name="mmlbook")
