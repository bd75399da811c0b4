"""Rumbo: what the institute knows and does. How a person talks to it lives in `handlers`."""
