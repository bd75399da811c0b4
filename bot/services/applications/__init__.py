"""Applying to a call: from the first question to what came of it."""

from bot.services.applications.merging import merge

__all__ = ["merge"]
