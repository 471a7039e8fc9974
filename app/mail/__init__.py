"""Mail: who is reminded when, the words, and sending each mail at most once."""
