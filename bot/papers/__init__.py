"""Papers as bytes: a photo or a PDF that somebody sent, made anew without anything that isn't to be seen in it.

What comes in is hostile until it was made anew: `cleaning` hands it to a child (`child`) that may use little memory and
less time, and that tells what it is by its bytes, never by its name. Nothing is written to disk.
"""
