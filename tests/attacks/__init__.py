"""Attacks on the portal, each a program of its own.

A module `NAME_attack.py` offers `main(arguments: list[str] | None = None) -> int`: `--count` is
how many tries (with a small default), `--seed` makes a run repeatable, `--long` takes the count of
a release. It prints one line of JSON with what it measured and answers 0 only if nothing was lost,
leaked or broken. A short run of each stands in a test; `make nightly` runs the long ones.
"""
