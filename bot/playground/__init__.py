"""A local stand-in for Telegram: a Bot API server, a chat page and a movable clock. Imports nothing of the bot."""

from bot.playground.server import Running, serve

__all__ = ["Running", "serve"]
