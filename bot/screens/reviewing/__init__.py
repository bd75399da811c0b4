"""Applications as the staff sees them: the queue, reading, judging, correcting, deciding, telling."""
