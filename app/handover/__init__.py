"""Work that goes from a person who leaves to a successor: listed, moved in one act, taken back."""
