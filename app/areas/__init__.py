"""Places: codes and names of regions, dated boundary sets, loading them, finding points."""
