"""Typeset documents: the governor's summary, the map sheet, the receipt of a sent report."""
