"""What an institution says: its offer, its helplines and its privacy notice, read from folders of YAML."""

from bot.packs.problems import PackError, Problem
from bot.packs.reading import NAMES, read
from bot.packs.schema import Pack

__all__ = ["NAMES", "Pack", "PackError", "Problem", "read"]
