"""Announcements to many: composing one, whom it is for, who has to say yes.

`content` is what a message holds, `audience` whom it is for, `drafts` changes it while it is a draft, and `approving`
is the only door from there to sending.
"""

from typing import Final

KIND: Final = "broadcast"
"""The letters of a broadcast, and what `Person.muted` calls them."""
EVERYBODY: Final = ""
"""In place of a language: whatever they read."""
