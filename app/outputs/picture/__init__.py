"""One SVG drawing of maps and small charts for the page, print, PDF and Word."""
