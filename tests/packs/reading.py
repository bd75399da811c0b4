"""The packs that come with the bot, each read once: they are frozen, and reading one takes a sixth of a second."""

from functools import cache

from bot import packs

read = cache(packs.read)
