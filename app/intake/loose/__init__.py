"""Tables that offices made themselves: understood by their headings, read by an agreed plan."""
