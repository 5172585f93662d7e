"""How the tables became what they are: one file in `versions` for each step, drafted by `python -m … .draft WORDS`."""
