"""Where a file comes from, said twice: a badge people see and a signed claim machines read."""
