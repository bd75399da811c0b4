"""Announcements to many: written, approved, sent, counted, corrected."""
