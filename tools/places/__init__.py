"""The steps that build the approximate default map and the code tables of `geodata/`."""
