"""What is shown around an announcement: composing it, its audience, its preview, its approval."""
