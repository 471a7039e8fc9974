"""What leaves the house: figures, pictures, maps, documents and data files of an edition."""
