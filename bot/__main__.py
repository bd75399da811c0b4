"""`python -m bot` is `rumbo`."""

from bot.cli import app

app()
