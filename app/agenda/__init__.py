"""Deadlines as each role sees them: on a page, and as a calendar other programs subscribe to."""
