"""How long each kind of data is kept, what would go today, and letting it go."""
