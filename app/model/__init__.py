"""Nouns of the domain: values and mapped tables; no queries, no sessions."""
