"""The life of a case: how it went over the quarters, and what the province decides about it."""
