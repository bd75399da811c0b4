"""Papers of applications: what is made of a file that somebody sent."""
