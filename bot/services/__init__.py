"""Rules: plain async functions that never commit, never open a session and know no Telegram and no clock."""
