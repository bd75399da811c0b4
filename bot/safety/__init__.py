"""The crisis floor: hears in what somebody writes that they, or somebody near them, may be in danger.

Memory only; knows nothing of the rest of the bot.
"""

from bot.safety.finding import Finding, Level, Topic
from bot.safety.hearing import listen

__all__ = ["Finding", "Level", "Topic", "listen"]
