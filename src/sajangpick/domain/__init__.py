"""The nouns of the product: frozen values that import nothing of ours."""
