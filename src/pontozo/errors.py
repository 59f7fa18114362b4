"""What all errors have in common that are the user's to mend: each is one sentence that says what to do."""


class UserError(ValueError):
    """Something that was given cannot be used."""
