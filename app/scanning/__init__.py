"""The virus scanner: asking it, what it said, and keeping what it found from everybody."""
