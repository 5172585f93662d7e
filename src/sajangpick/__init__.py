"""One food photo, a menu name and a price become a finished 9:16 short."""
