"""What the errors have in common that are to be told, not traced: each is one sentence that says what to do."""


class UserError(ValueError):
    """Something that was given cannot be used."""


class OutputError(Exception):
    """What was to be written could not be, whatever was given: the disk is full, the device is gone."""
