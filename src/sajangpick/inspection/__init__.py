"""Rules for what comes in and what leaves: photos before a short is made, files before one is handed over."""
