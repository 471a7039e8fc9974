"""Following up: what became of the recommendations of a coordination meeting."""
