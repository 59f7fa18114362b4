"""What a text is made of: canonical form, clauses, words and lemmas, in English and Hungarian."""
