"""Pages: one module per room, each with a `router`; `app/main.py` lists them."""
