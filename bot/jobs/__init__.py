"""What the clock calls. Each job opens its own transaction and is harmless to run twice."""
