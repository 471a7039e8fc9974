"""A fictitious province: people, cases and ten quarters, made with the portal's own commands."""
