"""Parts that recipes share, from a wish that an engine is asked to the file that leaves."""
