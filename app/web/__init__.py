"""Pages: HTTP in, commands and queries called, HTML out."""
