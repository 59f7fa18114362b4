"""What is told when a model cannot be written."""

from pontozo.errors import UserError


class ExportError(UserError):
    """A model cannot be written as ONNX."""
