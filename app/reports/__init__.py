"""Reports: what is written to them and read from them."""
