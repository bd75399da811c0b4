"""Measuring, beside something else that does the same in the same run. `rumbo bench` prints it."""
