"""Cards and lists as pure functions, shared by handlers and letters. They say what they are given and ask nothing."""
