"""Spreadsheets as bytes: reading what somebody sent, in a process of its own, and writing ours.

What comes in is hostile until it is read: `reading` hands it to a child (`child`) that may use little memory and less
time, and that looks at an archive (`archives`) before anything parses it. Nothing is written to disk.
"""
