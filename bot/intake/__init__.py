"""Hearing: raw updates are written down before they are acknowledged, whichever way they come."""
